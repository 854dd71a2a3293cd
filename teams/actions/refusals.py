"""What could not be done to a team."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class TeamExists(Refused):
    code = "team_exists"
    message = _("%(village)s already has a team.")


class TeamClosed(Refused):
    code = "team_closed"
    message = _("This team has been closed. Nobody can be posted to it.")


class TeamNotEmpty(Refused):
    code = "team_not_empty"
    message = _("%(count)s people still work in this team. End their postings first.")


class AlreadyPosted(Refused):
    code = "already_posted"
    message = _("%(name)s already works in %(place)s. End that posting first.")


class SeatTaken(Refused):
    code = "seat_taken"
    message = _("%(name)s is captain there. Replace that captain, or post this person as member.")


class CadreLeft(Refused):
    code = "cadre_left"
    message = _("%(name)s has left the programme. Register the person again first.")


class CadreKnown(Refused):
    code = "cadre_known"
    message = _("%(name)s is already registered with this ID number or phone number. Choose the person from the list.")


class PostingEnded(Refused):
    code = "posting_ended"
    message = _("This posting has already ended.")


class DatesTurned(Refused):
    code = "dates_turned"
    message = _("The end cannot lie before the start (%(start)s). Choose a later day.")
