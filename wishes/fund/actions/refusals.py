"""What the care fund refuses, and what to do instead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class FundMissing(Refused):
    code = "fund_missing"
    message = _("The county has no care fund yet. The county office opens it first.")


class FundOpen(Refused):
    code = "fund_open"
    message = _("The care fund is open already.")


class Conflict(Refused):
    code = "fund_conflict"
    message = _("This was saved before with other words. Open it and look; nothing was written twice.")


class DayToCome(Refused):
    code = "day_to_come"
    message = _("This day has not come yet. Choose today or an earlier day.")


class QuarterClosed(Refused):
    code = "quarter_closed"
    message = _("The account is closed through %(day)s. Choose a day from %(first)s on, and say in the remark when it happened.")


class BeforeCarried(Refused):
    code = "before_carried"
    message = _("What was brought over on %(day)s includes everything before that day. Choose that day or a later one.")


class AmountWrong(Refused):
    code = "amount_wrong"
    message = _("Enter an amount above nought, in yuan and cents, up to %(most)s.")


class QuantityWrong(Refused):
    code = "quantity_wrong"
    message = _("Enter a quantity above nought, with two decimals at most.")


class TextMissing(Refused):
    code = "text_missing"
    message = _("Please write a few words.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write the reason.")


class TextTooLong(Refused):
    code = "text_too_long"
    message = _("This text is too long: at most %(most)s characters.")


class GiverMissing(Refused):
    code = "giver_missing"
    message = _("Write who gave it, or choose that the giver wants to stay unnamed.")


class UnnamedIsNotNamed(Refused):
    code = "unnamed_is_not_named"
    message = _("A giver who wants to stay unnamed cannot be named in public. Choose one of the two.")


class ReceiptNumberTaken(Refused):
    code = "receipt_number_taken"
    message = _("The receipt number %(no)s is used already. Check it, or leave it empty for the next free number.")


class BalanceTooLow(Refused):
    code = "balance_too_low"
    message = _("The fund holds %(balance)s yuan; %(amount)s yuan cannot be paid out of it.")


class BalanceWasTooLow(Refused):
    code = "balance_was_too_low"
    message = _("On %(day)s the fund held only %(balance)s yuan; %(amount)s yuan cannot be booked from %(on)s on. Choose a later day.")


class AlreadyPromised(Refused):
    code = "already_promised"
    message = _("The fund holds %(balance)s yuan, of which %(promised)s yuan are promised: %(free)s yuan can still be granted.")


class AboveLimit(Refused):
    code = "above_limit"
    message = _("One application may ask for %(limit)s yuan at most. Ask for less, or let the county change the limit.")


class UnknownPurpose(Refused):
    code = "unknown_purpose"
    message = _("This purpose is not on the county's list. Choose one of the list.")


class HouseholdGone(Refused):
    code = "household_gone"
    message = _("This household is closed in the register; nothing new can be written for it.")


class MemberElsewhere(Refused):
    code = "member_elsewhere"
    message = _("This person does not belong to this household, or has left it. Choose a member of the household.")


class WishElsewhere(Refused):
    code = "wish_elsewhere"
    message = _("This wish is of another household. Choose a wish of this household.")


class AskedAlready(Refused):
    code = "asked_already"
    message = _("Application %(no)s of this household for the same purpose waits for a decision. Wait for it, or withdraw it first.")


class OwnApplication(Refused):
    code = "own_application"
    message = _("You made this application yourself. Somebody else must decide it.")


class AlreadyDecided(Refused):
    code = "already_decided"
    message = _("%(name)s decided this application on %(time)s. Nothing was changed.")


class ApplicationWithdrawn(Refused):
    code = "application_withdrawn"
    message = _("This application was withdrawn. Make a new one if the family still needs help.")


class ApplicationPaid(Refused):
    code = "application_paid"
    message = _("This application was paid on %(day)s. Nothing was changed.")


class ApplicationRefused(Refused):
    code = "application_refused"
    message = _("This application was refused, so nothing can be paid for it.")


class NotDecided(Refused):
    code = "not_decided"
    message = _("Nobody has approved this application yet, so nothing can be paid for it.")


class MoreThanAsked(Refused):
    code = "more_than_asked"
    message = _("%(amount)s yuan were asked for; not more than that can be approved.")


class PaidBeforeApproved(Refused):
    code = "paid_before_approved"
    message = _("It was approved on %(day)s. Choose that day or a later one.")


class WrongHousehold(Refused):
    code = "wrong_household"
    message = _("%(name)s does not belong to this household, so the receipt is not valid. Choose a member of the household.")


class ReceiptOfAnother(Refused):
    code = "receipt_of_another"
    message = _("The paper %(no)s is the receipt of another household. Check the number.")


class ReceiptIncomplete(Refused):
    code = "receipt_incomplete"
    message = _("Say which member of the household ticked it, or write the number of the signed paper.")


class AlreadyReceived(Refused):
    code = "already_received"
    message = _("The receipt is noted already.")


class NotReceived(Refused):
    code = "not_received"
    message = _("No receipt is noted yet.")


class ReceivedTooEarly(Refused):
    code = "received_too_early"
    message = _("It was given on %(day)s. Choose that day or a later one.")


class TakenBack(Refused):
    code = "taken_back"
    message = _("This was taken back by a correction; nothing more can be noted on it.")


class StockTooLow(Refused):
    code = "stock_too_low"
    message = _("Of “%(goods)s” %(stock)s %(measure)s are in stock; %(quantity)s cannot be given out.")


class StockWasTooLow(Refused):
    code = "stock_was_too_low"
    message = _("On %(day)s only %(stock)s %(measure)s of “%(goods)s” were in stock. Choose a later day or a smaller quantity.")


class NoLines(Refused):
    code = "no_lines"
    message = _("Write at least one kind of goods with quantity, unit and estimated value.")


class CorrectedAlready(Refused):
    code = "corrected_already"
    message = _("This line was corrected already on %(day)s.")


class NotCorrectable(Refused):
    code = "not_correctable"
    message = _("A correction is not corrected again. Write down what is right as a new line.")


class CorrectedTooEarly(Refused):
    code = "corrected_too_early"
    message = _("The line is of %(day)s. A correction is of that day or a later one.")


class QuarterRunning(Refused):
    code = "quarter_running"
    message = _("This quarter runs until %(day)s. It can be closed from the day after on.")


class QuarterNotNext(Refused):
    code = "quarter_not_next"
    message = _("Quarters are closed one after the other: next is %(quarter)s.")


class NothingHidden(Refused):
    code = "nothing_hidden"
    message = _("Nothing is hidden here.")


class AlreadyMatched(Refused):
    code = "already_matched"
    message = _("This pupil is matched with this giver already, since %(day)s.")


class SponsorshipEnded(Refused):
    code = "sponsorship_ended"
    message = _("This sponsorship ended on %(day)s.")


class EndTooEarly(Refused):
    code = "end_too_early"
    message = _("It began on %(day)s and gifts are noted until %(last)s. Choose a later day.")


class AlreadyGiven(Refused):
    code = "already_given"
    message = _("In this term this pupil got a gift of this giver already, on %(day)s.")


class TermOutside(Refused):
    code = "term_outside"
    message = _("The sponsorship did not run in this term. Choose another term.")


class TermFarOff(Refused):
    code = "term_far_off"
    message = _("This day is far from the term. Check the day and the term.")


class NothingGiven(Refused):
    code = "nothing_given"
    message = _("Write the money, or the goods that were given.")


class GivenTooEarly(Refused):
    code = "given_too_early"
    message = _("The sponsorship begins on %(day)s. Choose that day or a later one.")


def beside(kind: type[Refused], field: str, **params: Any) -> Refused:
    """The refusal, said beside a box of the form."""
    return kind(fields={field: kind(**params).message}, **params)
