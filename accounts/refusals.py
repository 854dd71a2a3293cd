"""What could not be done about accounts."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class UsernameTaken(Refused):
    code = "username_taken"
    message = _("The user name %(username)s is taken. Choose another one.")


class AccountClosed(Refused):
    code = "account_closed"
    message = _("The account of %(name)s is closed. Open it again first.")


class NotYourself(Refused):
    code = "not_yourself"
    message = _("You cannot do this to your own account. Ask another administrator.")


class AreaDoesNotFit(Refused):
    code = "area_does_not_fit"
    message = _("The role “%(role)s” cannot be given for %(area)s. Choose an area of the right level.")


class NeverTogether(Refused):
    code = "never_together"
    message = _("One person cannot be administrator and auditor at once: who gives rights does not check the trace.")


class UnitMissing(Refused):
    code = "unit_missing"
    message = _("Say which unit this person acts for.")


class AlreadyGiven(Refused):
    code = "already_given"
    message = _("%(name)s holds this role there already.")


class GrantEnded(Refused):
    code = "grant_ended"
    message = _("This role has ended already.")


class GrantNotByHand(Refused):
    code = "grant_not_by_hand"
    message = _("This role came with a posting or a pairing. End that instead.")


class SlipUnknown(Refused):
    code = "slip_unknown"
    message = _("Code and name do not go together, or the slip was used or is older than 14 days. Ask for a new slip.")


class TooManySlips(Refused):
    code = "too_many_slips"
    message = _("At most %(most)s slips can be made at once. Choose a smaller area.")


class NobodyChosen(Refused):
    code = "nobody_chosen"
    message = _("Nobody is chosen.")


class WeakPassword(Refused):
    code = "weak_password"
    message = _("This password is too easy to guess.")


class WrongPassword(Refused):
    code = "wrong_password"
    message = _("The present password is not right.")


class ReasonNeeded(Refused):
    code = "reason_needed"
    message = _("Say in a few words why you need to see it.")


class SessionOver(Refused):
    code = "session_over"
    message = _("This session has ended already.")


class DraftOfSomebodyElse(Refused):
    code = "draft_of_somebody_else"
    message = _("This draft belongs to somebody else on this device.")


class DraftNewer(Refused):
    """What is kept was typed later than what came: `draft` is what is kept."""

    code = "newer_there"
    message = _("What is kept was typed later, perhaps on another device.")

    def __init__(self, draft: object = None) -> None:
        super().__init__()
        self.draft = draft


class DraftSent(Refused):
    code = "draft_sent"
    message = _("This was sent already.")


class DraftThrownAway(Refused):
    code = "draft_gone"
    message = _("This draft was thrown away.")


class DraftTooLarge(Refused):
    code = "draft_too_large"
    message = _("This draft is too large to keep.")
