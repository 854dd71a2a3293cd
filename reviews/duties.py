"""What a round makes people owe, once each: the captain his report, the township the meeting."""

from django.utils.translation import gettext_lazy as _

from duties.kinds import OnceKind, register

REPORT, MEETING = "review_report", "review_meeting"
SUBJECT = "review_meeting"

register(
    OnceKind(
        REPORT, _("quarterly report"), _("The captain reports on the quarter before the meeting (article 000)."), SUBJECT,
        subject_url="reviews:report-by-id",
    ),
    OnceKind(
        MEETING, _("review meeting"), _("One meeting of every team each quarter: comment, vote, grade."), SUBJECT,
        subject_url="reviews:by-id",
    ),
)  # fmt: skip
