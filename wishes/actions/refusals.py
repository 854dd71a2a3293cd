"""What cannot be done to a wish, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class WishEmpty(Refused):
    code = "wish_empty"
    message = _("Please write what the family wishes for.")


class WishTooLong(Refused):
    code = "wish_too_long"
    message = _("Please say the wish in at most %(most)s characters.")


class TextTooLong(Refused):
    code = "text_too_long"
    message = _("Please write at most %(most)s characters here.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write the reason.")


class ToldMissing(Refused):
    code = "told_missing"
    message = _("Please write how the family was told.")


class UnknownKind(Refused):
    code = "wish_kind_unknown"
    message = _("This kind of wish is not on the county's list. Choose another one.")


class UnknownChoice(Refused):
    code = "wish_choice_unknown"
    message = _("This is none of the answers to choose from.")


class QuantityWrong(Refused):
    code = "quantity_wrong"
    message = _("How many must be a whole number from 1 to %(most)s.")


class ValueWrong(Refused):
    code = "value_wrong"
    message = _("The value must be an amount from 0 to %(most)s yuan with two decimals at most.")


class ConsentMissing(Refused):
    code = "consent_missing"
    message = _("A wish proposed by a cadre needs the family's consent. Ask the family first, then tick that it agrees.")


class DayInFuture(Refused):
    code = "day_in_future"
    message = _("This day is still to come. Choose today or an earlier day.")


class UuidTaken(Refused):
    code = "uuid_taken"
    message = _("This was saved before with other words. Open what was saved and correct it there.")


class HouseholdLeft(Refused):
    code = "household_left"
    message = _("This family is no longer on the list of households. Its wish can only be noted as one that cannot be met.")


class StaleWish(Refused):
    code = "wish_stale"
    message = _("%(name)s changed this wish on %(time)s. What you typed is kept below; look at what stands now and save again. It stands now: %(now)s")


class WrongState(Refused):
    code = "wish_wrong_state"
    message = _("This cannot be done to a wish that is %(state)s.")


class NotChecked(Refused):
    code = "not_checked"
    message = _("This wish is not checked yet. Check it first; then it can be promised.")


class WaitsForCorrection(Refused):
    code = "waits_for_correction"
    message = _("This wish was sent back. Whoever collected it corrects it first.")


class AlreadyChecked(Refused):
    code = "already_checked"
    message = _("This wish is checked already.")


class ClaimedStill(Refused):
    code = "claimed_still"
    message = _("Somebody has promised this wish. Give the promise back first, or deliver it.")


class OverLimit(Refused):
    code = "value_over_limit"
    message = _("The value of %(value)s yuan is over the limit of %(limit)s yuan. A micro-wish is small: correct the value, send it back, or help by the care fund.")


class NamesSomebody(Refused):
    code = "names_somebody"
    message = _("Everybody would read “%(words)s” on the public list. Take it out of the text, or check the wish with these words hidden.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("No wish is chosen.")


class ManyRefused(Refused):
    """Several at once: each is named with its reason, and none is done."""

    code = "some_refused"
    message = _("%(n)s of %(all)s wishes cannot be done, so none was: %(what)s")


class JustClaimed(Refused):
    code = "just_claimed"
    message = _("This wish was just promised by somebody else. Thank you all the same: other wishes still wait on the list.")


class AlreadyYours(Refused):
    code = "already_yours"
    message = _("You have promised this wish already. It stands among your promises.")


class NotOnTheList(Refused):
    code = "not_on_the_list"
    message = _("The family shows this wish to nobody but the office. Ask the township office if you want to help.")


class NotPublic(Refused):
    code = "not_public"
    message = _("This wish cannot be promised here. Choose another one from the list.")


class UnitMissing(Refused):
    code = "unit_missing"
    message = _("Say which unit promises.")


class BranchMissing(Refused):
    code = "branch_missing"
    message = _("Say which party branch promises.")


class UnitNotYours(Refused):
    code = "unit_not_yours"
    message = _("You do not speak for %(unit)s. Promise in the name of your own unit, or as a person.")


class UnitElsewhere(Refused):
    code = "unit_elsewhere"
    message = _("This unit is closed or belongs to another county. Choose a unit of the county.")


class WithThemAlready(Refused):
    code = "with_them_already"
    message = _("The wish is with %(unit)s already. Choose another unit.")


class TooFewGivers(Refused):
    code = "too_few_givers"
    message = _("Several givers are at least two. Add another one, or promise it as a person or unit.")


class TooManyGivers(Refused):
    code = "too_many_givers"
    message = _("At most %(most)s givers share a wish.")


class GiverUnnamed(Refused):
    code = "giver_unnamed"
    message = _("Each giver needs a name.")


class ShareEmpty(Refused):
    code = "share_empty"
    message = _("Each giver brings money or goods. Say what everybody brings.")


class SharesShort(Refused):
    code = "shares_short"
    message = _("Together the givers bring %(total)s yuan, the wish is worth %(value)s yuan. Say who brings the rest, or which goods.")


class SharesOver(Refused):
    code = "shares_over"
    message = _("Together the givers bring %(total)s yuan. A micro-wish may cost %(limit)s yuan at most; give the rest to the care fund.")


class NameMissing(Refused):
    code = "name_missing"
    message = _("Please give your name. Only the office sees it.")


class PhoneWrong(Refused):
    code = "phone_wrong"
    message = _("Please give a phone number at which you can be reached: 11 digits, or a landline with its area code.")


class NotYourPromise(Refused):
    code = "not_your_promise"
    message = _("This promise was made by somebody else. Only the giver, or the office that checks the wishes of the area, can do this.")


class PromiseEnded(Refused):
    code = "promise_ended"
    message = _("This promise is over already. Look at the wish to see how it stands.")


class BeforeClaim(Refused):
    code = "day_before_claim"
    message = _("The wish was promised on %(day)s. Choose that day or a later one.")


class AlreadyContacted(Refused):
    code = "already_contacted"
    message = _("The family was contacted on %(day)s already.")


class DeliveryBeforeClaim(Refused):
    code = "delivery_before_claim"
    message = _("Nobody has promised this wish yet. Promise it first, then write down that it was delivered.")


class AlreadyDelivered(Refused):
    code = "already_delivered"
    message = _("This wish was delivered on %(day)s already.")


class NotDelivered(Refused):
    code = "not_delivered"
    message = _("This wish is not delivered yet. Write down the delivery first.")


class OtherFamily(Refused):
    code = "receipt_of_other_household"
    message = _("%(name)s does not belong to the family of this wish. Choose one of its members.")


class ReceiverMissing(Refused):
    code = "receiver_missing"
    message = _("Say who of the family took it.")


class PaperMissing(Refused):
    code = "paper_missing"
    message = _("Write the number of the signed paper.")


class ReceiptThere(Refused):
    code = "receipt_there"
    message = _("The receipt of the family is there already.")


class TooManyPhotos(Refused):
    code = "too_many_photos"
    message = _("A delivery holds nine photos at most.")


class BeforeDelivery(Refused):
    code = "day_before_delivery"
    message = _("The wish was delivered on %(day)s. Choose that day or a later one.")


class AlreadyAsked(Refused):
    code = "already_asked"
    message = _("The family was asked on %(day)s already. Take that answer back first if it was wrong.")


class MarkWrong(Refused):
    code = "mark_wrong"
    message = _("The mark is a whole number from 1 to 5.")


class IntoItself(Refused):
    code = "into_itself"
    message = _("A wish cannot be merged into itself. Choose the other one.")


class OtherHousehold(Refused):
    code = "merge_other_household"
    message = _("Only wishes of the same family can be merged.")


class NotStanding(Refused):
    code = "not_standing"
    message = _("The other wish was merged or cannot be met. Choose one that still stands.")


class NothingToUndo(Refused):
    code = "nothing_to_undo"
    message = _("There is nothing to take back.")


class TooLateToUndo(Refused):
    code = "too_late_to_undo"
    message = _("A promise is taken back on the day it was made. Later give it back, with the reason.")


class MergedAway(Refused):
    code = "wish_merged"
    message = _("This wish was merged into number %(no)s. Go on there.")


class CannotBeMet(Refused):
    code = "wish_unmet"
    message = _("This wish was noted as one that cannot be met. Take that back first if it can.")
