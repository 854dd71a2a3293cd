"""The notices of the quarterly review."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

OPENED = Kind("reviews.opened", _("A review round was opened"), _("Reports and meetings of the quarter, with the last day."))
URGED = Kind("reviews.urged", _("A review meeting is late"), _("The county asks for the meeting that was not held in time."))
PUBLISHED = Kind("reviews.published", _("Results of the review"), _("What the quarter's review came to, once it is published."))
CORRECTED = Kind("reviews.corrected", _("A review result was corrected"), _("After the round was published something was put right."))
REPORT_SUBMITTED = Kind("reviews.report_submitted", _("A captain handed in his report"), _("To the township, before the meeting of the quarter."))
