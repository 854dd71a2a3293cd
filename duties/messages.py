"""The notices of the ledger."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

URGED = Kind("duties.urged", _("A reminder from the office"), _("Somebody in charge asks you to do what is late."))
REMIND = Kind("duties.remind", _("Due soon"), _("Before the last day of something you owe."))
ESCALATE = Kind("duties.escalate", _("Late"), _("After the last day, to you and to those who run your area."))
HANDED_OVER = Kind("duties.handed_over", _("Taken over"), _("Duties that came to you with a hand-over."))
