"""What could not be done to a household."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class HouseholdKnown(Refused):
    code = "household_known"
    message = _("Household number %(no)s is already in use. Open that household instead.")


class HouseholdClosed(Refused):
    code = "household_closed"
    message = _("This household has been closed. Nothing can be added to it.")


class AlreadyPaired(Refused):
    code = "already_paired"
    message = _("%(name)s already helps this household. End that pairing first, or hand it over.")


class PairingEnded(Refused):
    code = "pairing_ended"
    message = _("This pairing has already ended.")


class SamePerson(Refused):
    code = "same_person"
    message = _("%(name)s has this household already. Choose somebody else.")


class CadreGone(Refused):
    code = "cadre_gone"
    message = _("%(name)s has left the programme. Choose somebody else.")


class DatesTurned(Refused):
    code = "dates_turned"
    message = _("The end cannot lie before the start (%(start)s). Choose a later day.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("No household is chosen. Tick some in the list first.")


class NotSensitive(Refused):
    code = "not_sensitive"
    message = _("There is nothing hidden here.")


class UndoTooLate(Refused):
    code = "undo_too_late"
    message = _("This change is more than 24 hours old. Hand the households over again instead.")


class StaleEdit(Refused):
    """Somebody saved in between: `differences` is {field: (now, typed)} of what they made of it."""

    code = "stale_edit"
    message = _("%(name)s also changed this household at %(time)s. Both are kept below: choose which one holds, then save.")

    def __init__(self, *, differences, version, **params):
        super().__init__(**params)
        self.differences = differences
        self.version = version


class PersonKnown(Refused):
    code = "person_known"
    message = _("This ID number already belongs to a member of household %(no)s.")


class OneHead(Refused):
    code = "one_head"
    message = _("A household has one head. Change the present head's relation first.")
