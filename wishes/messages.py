"""The notices of the wish list. Titles name number and kind, never the family nor what it wrote."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

SENT_BACK = Kind("wishes.sent_back", _("A wish sent back"), _("A wish that you collected is to be corrected before it can be checked."))
ROUTED = Kind("wishes.routed", _("A wish for your unit"), _("A checked wish belongs to the work of your unit; it may promise it."))
CLAIMED = Kind("wishes.claimed", _("A wish promised"), _("Somebody promised a wish of your families or your area."))
OVER = Kind("wishes.over", _("A promise that is over"), _("It was given back, taken back or timed out; the wish is on the list again, first in line."))
DELIVERED = Kind("wishes.delivered", _("A wish delivered"), _("The family is asked next whether it is content."))
THANKS = Kind("wishes.thanks", _("What the family says"), _("The answer of the family whose wish you met."))
ENDED = Kind("wishes.ended", _("A wish taken off the list"), _("A wish that you collected cannot be met, or was merged into another one."))
WAITING = Kind("wishes.waiting", _("Wishes that wait for you"), _("Wishes to be checked soon or late, and wishes that nobody promised within their round."))
