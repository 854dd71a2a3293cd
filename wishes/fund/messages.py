"""The notices of the care fund. Titles name the number and the place, never the family."""

from django.utils.translation import gettext_lazy as _

from notifications.messages import Kind

ASKED = Kind("fund.asked", _("An application to decide"), _("A family needs help of the care fund; somebody other than who asked decides."))
DECIDED = Kind("fund.decided", _("Your application is decided"), _("What was approved for the family, or why it was refused."))
PAID = Kind("fund.paid", _("A grant is paid"), _("The money for the family was handed over; its receipt is to be noted."))
