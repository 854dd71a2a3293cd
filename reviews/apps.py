from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self):
        from reviews.actions import tickets  # noqa: F401  registers the paper of ballot tickets
