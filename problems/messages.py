"""The notices of the problem list."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

RAISED = Kind("problems.raised", _("A problem to be assigned"), _("Somebody found a problem or wrote a complaint in your area; nobody answers for it yet."))
ASSIGNED = Kind("problems.assigned", _("A problem for you"), _("You are the one who puts it right, by its last day."))
RETURNED = Kind("problems.returned", _("A problem sent back or come back"), _("What you reported as put right is not, or not any more."))
REPORTED = Kind("problems.reported", _("A problem to be accepted"), _("It was reported as put right; look whether it is."))
ACCEPTED = Kind("problems.accepted", _("A problem accepted"), _("The township has accepted it; the county office may close it."))
CLOSED = Kind("problems.closed", _("A problem closed"), _("A problem that you raised or put right is closed."))
EXTENSION_ASKED = Kind("problems.extension_asked", _("More time asked"), _("Somebody asks for more time before the last day of a problem."))
EXTENSION_DECIDED = Kind("problems.extension_decided", _("More time decided"), _("Whether you were given more time for a problem."))
DUE_SOON = Kind("problems.due_soon", _("A problem due soon"), _("Few workdays are left to put it right."))
URGED = Kind("problems.urged", _("A problem that presses"), _("Somebody in charge asks you to put a problem right."))
ESCALATED = Kind("problems.escalated", _("Problems past their last day"), _("Overdue problems brought before the township and the county office."), urgent=True)
ANSWERED = Kind("problems.answered", _("Your complaint or suggestion is answered"), _("The answer stands on its page."))
