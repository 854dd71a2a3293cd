"""What somebody owes who answers for a problem: to put it right by its last day."""

from django.utils.translation import gettext_lazy as _

from duties.kinds import OnceKind, register

FIX = "problem_fix"
SUBJECT = "problem"
DEED = "problems.problem"

register(
    OnceKind(
        FIX, _("problem to put right"), _("Every problem on the list has one person who answers for it, and a last day."),
        SUBJECT, subject_url="problems:detail", deed_url="problems:detail", has_own_reminder=True,
    )
)  # fmt: skip
