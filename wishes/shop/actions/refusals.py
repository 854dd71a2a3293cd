"""What cannot be done in the points shop, and why."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refused


class TooFewPoints(Refused):
    code = "too_few_points"
    message = _("This household has %(balance)s points that count; %(wanted)s are wanted. Take fewer goods.")


class BelowNothing(Refused):
    code = "points_below_nothing"
    message = _("This household has %(balance)s points; %(wanted)s cannot be taken off. Choose at most %(balance)s.")


class OutOfStock(Refused):
    code = "out_of_stock"
    message = _("Of %(good)s there are %(left)s left. Take fewer, or something else.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("Nothing is chosen yet. Tap the goods first.")


class TooMany(Refused):
    code = "too_many_pieces"
    message = _("At most %(most)s pieces of one good at a time.")


class GoodGone(Refused):
    code = "good_gone"
    message = _("%(good)s is no longer offered here. Choose again.")


class NoPrice(Refused):
    code = "no_price"
    message = _("%(good)s has no price in points yet. Give it one first.")


class PricesChanged(Refused):
    code = "prices_changed"
    message = _("Prices have changed meanwhile: it is %(now)s points now, not %(seen)s. Look again and confirm.")


class ShopClosed(Refused):
    code = "shop_closed"
    message = _("This shop is closed.")


class ShopOpenAlready(Refused):
    code = "shop_open_already"
    message = _("%(village)s has a points shop already. Close it first.")


class ShopHoldsGoods(Refused):
    code = "shop_holds_goods"
    message = _("There are still %(n)s pieces in stock. Write them off, with the reason, before the shop is closed.")


class NotAVillage(Refused):
    code = "not_a_village"
    message = _("A points shop belongs to a village. Choose an open village.")


class ElsewhereHousehold(Refused):
    code = "household_of_another_village"
    message = _("This household belongs to another village. It exchanges at the shop there.")


class HouseholdLeft(Refused):
    code = "household_closed"
    message = _("This household is closed: no points are recorded or exchanged any more.")


class SentBefore(Refused):
    code = "sent_before"
    message = _("This was saved before with other words. What stands now is shown; begin anew for something else.")


class UndoTooLate(Refused):
    code = "undo_too_late"
    message = _("An exchange can be undone for ten minutes. Afterwards it is put right by an adjustment and a correction of stock.")


class UndoneAlready(Refused):
    code = "undone_already"
    message = _("This exchange is undone already.")


class NotYourExchange(Refused):
    code = "not_your_exchange"
    message = _("Only whoever made the exchange, or the township, can undo it.")


class ItemUnknown(Refused):
    code = "item_unknown"
    message = _("This item is not on the county's table of points.")


class ProofMissing(Refused):
    code = "proof_missing"
    message = _("Please write how it is known: who saw it, where, what was done.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please write the reason.")


class TextTooLong(Refused):
    code = "text_too_long"
    message = _("This text is too long: at most %(most)s characters.")


class DayToCome(Refused):
    code = "day_to_come"
    message = _("This day is still to come. Choose today or an earlier day.")


class DayTooOld(Refused):
    code = "day_too_old"
    message = _("This day is more than a year ago. Points are recorded within a year.")


class WrongTimes(Refused):
    code = "wrong_times"
    message = _("Times can be 1 to %(most)s.")


class NoPoints(Refused):
    code = "no_points"
    message = _("Write how many points, more or less than nothing, at most 1,000.")


class ScoredAlready(Refused):
    code = "scored_already"
    message = _("This item is recorded for this household on this day already. For more than one time raise the times there.")


class NobodyChosen(Refused):
    code = "nobody_chosen"
    message = _("Choose at least one household.")


class OwnRecord(Refused):
    code = "own_record"
    message = _("You recorded this yourself. Somebody else must decide.")


class DecidedAlready(Refused):
    code = "decided_already"
    message = _("This record is decided already.")


class NotYourRecord(Refused):
    code = "not_your_record"
    message = _("Only whoever recorded it can take it back.")


class NotOnTheBoard(Refused):
    code = "not_on_the_board"
    message = _("This record is not on the board now, so nobody can object to it. A wrong record that counts already is corrected.")


class ObjectionOpen(Refused):
    code = "objection_open"
    message = _("An objection to this record is being looked into already.")


class ObjectionDecided(Refused):
    code = "objection_decided"
    message = _("This objection is decided already.")


class NotCounted(Refused):
    code = "not_counted"
    message = _("Only a record whose points count can be corrected.")


class CountIsSame(Refused):
    code = "count_is_same"
    message = _("The stock is %(stock)s already; there is nothing to put right.")


class SourceMissing(Refused):
    code = "source_missing"
    message = _("Please write from whom it comes.")


class WrongPieces(Refused):
    code = "wrong_pieces"
    message = _("Pieces can be 1 to 10,000.")


class GoodKnown(Refused):
    code = "good_known"
    message = _("This shop offers %(name)s already.")


class GoodInStock(Refused):
    code = "good_in_stock"
    message = _("There are still %(stock)s in stock. Write them off, with the reason, before the good is withdrawn.")


class PriceInPast(Refused):
    code = "price_in_past"
    message = _("A price holds from today or a later day: what was exchanged keeps its price.")


class StaleShop(Refused):
    code = "shop_stale"
    message = _("Somebody else has changed this meanwhile. Look at what stands now and save again.")


class TooManyPhotos(Refused):
    code = "too_many_photos"
    message = _("At most three photos to a record.")
