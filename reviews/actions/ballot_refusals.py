"""What counting and voting refuse, in words."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class NotHeld(Refused):
    code = "not_held"
    message = _("First record on which day the meeting was held. Ballots are counted on that day or later.")


class NotACount(Refused):
    code = "not_a_number"
    message = _("Ballots are counted in whole numbers from 0 on.")


class MoreCollected(Refused):
    code = "collected_over_issued"
    message = _("%(collected)s collected, only %(issued)s issued: the vote is void and must be held again.")


class MoreInvalid(Refused):
    code = "invalid_over_collected"
    message = _("%(invalid)s invalid, but only %(collected)s collected. Count again.")


class SumDiffers(Refused):
    code = "sum_mismatch"
    message = _("The levels add up to %(sum)s, but %(valid)s valid ballots were counted.")


class UnknownLevel(Refused):
    code = "level_unknown"
    message = _("This is no level of this round's ballot.")


class UnknownKind(Refused):
    code = "kind_unknown"
    message = _("Under the rules of this round ballots are counted for other voters.")


class AlreadyCounted(Refused):
    code = "already_counted"
    message = _(
        "%(name)s has already counted these ballots at %(time)s: %(issued)s issued, %(collected)s collected, %(invalid)s invalid. "
        "Yours say %(yours)s. If they were wrong, count again with a reason."
    )


class NothingToRecount(Refused):
    code = "nothing_counted"
    message = _("Nothing has been counted yet.")


class StaleTally(Refused):
    code = "stale_tally"
    message = _("%(name)s counted these ballots again at %(time)s. Look at what stands now.")


class GradeStands(Refused):
    code = "grade_stands"
    message = _("The grade has been set. Withdraw it before ballots are counted anew.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Say why the ballots were counted again.")


class NoTickets(Refused):
    code = "no_tickets"
    message = _("No tickets have been printed for this meeting.")


class VotingOver(Refused):
    code = "voting_over"
    message = _("Voting by code has already been opened for this meeting.")


class VotingNotOpen(Refused):
    code = "voting_not_open"
    message = _("Voting by code is not open.")


class HandedOutTooFew(Refused):
    code = "handed_out_too_few"
    message = _("More ballots came in by code than tickets were handed out, as you say. Count what is left of the tickets again.")


class HandedOutTooMany(Refused):
    code = "handed_out_too_many"
    message = _("Only %(n)s tickets were printed.")


class VotingBegun(Refused):
    code = "voting_begun"
    message = _("Voting by code has begun in %(village)s. Tickets cannot be printed anew.")


class NobodyToPrint(Refused):
    code = "nobody_to_print"
    message = _("No meeting of your area waits for tickets.")


class TooManyTickets(Refused):
    code = "too_many_tickets"
    message = _("From 1 to %(most)s tickets a village.")
