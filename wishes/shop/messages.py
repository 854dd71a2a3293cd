"""The notices of the points shop. Titles name village and item, never a household."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

TO_APPROVE = Kind("shop.to_approve", _("Points to be approved"), _("Somebody recorded points in your area; somebody else must approve them."))
REFUSED = Kind("shop.refused", _("A record of points refused"), _("Points that you recorded were not approved, or were withdrawn after an objection."))
WAITING = Kind("shop.waiting", _("Points and objections past their day"), _("Records of points in your area wait for approval, or an objection waits for its answer."))
OBJECTION = Kind("shop.objection", _("An objection to posted points"), _("Somebody objects to points on the board of a village; look into it."))
