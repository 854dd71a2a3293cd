from django.urls import path, register_converter

from reviews.views import lists


class QuarterConverter:
    """2026-Q3"""

    regex = r"\d{4}-Q[1-4]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(QuarterConverter, "quarter")

app_name = "reviews"
urlpatterns = [
    # rounds
    path("reviews/", lists.index, name="list"),
    # meetings
    # ballots
    # reports
]
