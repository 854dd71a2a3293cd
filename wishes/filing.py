"""A wish that a phone files by itself, outside a visit: the form of the page, the deed of the page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common.text import is_number
from filing.kinds import Kind, Letter, NotAllowed, NotThere, register
from households.models import Household
from wishes import actions
from wishes.forms import WishForm
from wishes.models import Wish

SAID = ("item", "category", "quantity", "value", "origin", "has_consent", "privacy")
USUAL = {"quantity": "1", "origin": str(Wish.Origin.SELF), "privacy": str(Wish.Privacy.PUBLIC)}


@register
class WishFiling(Kind):
    code = "wish"
    title = _("Micro-wish")
    needs = Permission.WISHES_EDIT
    day = "on"
    besides = frozenset({"household"})
    example = {"household": "12", "item": "A warm quilt", "category": "other", "origin": "self", "on": "2026-10-15"}

    def form(self, letter: Letter) -> WishForm:
        """What every wish has and hardly any phone says stands as on the page before anybody touches it."""
        usual = {name: value for name, value in USUAL.items() if not letter.one(name)}
        return WishForm(letter.data(**usual), path=self._household(letter).path, today=letter.today)

    def _household(self, letter: Letter) -> Household:
        pk = letter.one("household")
        seen = Household.objects.visible_to(letter.viewer)
        found = seen.filter(pk=pk).first() if is_number(pk) else None
        if found is None:
            raise NotThere
        if not Household.objects.allowed(letter.viewer, self.needs).filter(pk=found.pk).exists():
            raise NotAllowed
        return found

    def file(self, letter: Letter, form) -> Wish:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "uuid"}
        return actions.collect(
            household=self._household(letter), by=letter.by, at=letter.at, uuid=letter.uuid, recorded_at=letter.recorded_at, **typed
        )

    def all(self):
        return Wish.objects.select_related("household")

    def is_gone(self, row: Wish) -> bool:
        return row.merged_into_id is not None

    def writer(self, row: Wish) -> int | None:
        return row.collected_by_id

    def url(self, row: Wish) -> str:
        return reverse("wishes:detail", args=[row.pk])

    def typed(self, row: Wish):
        told = {name: getattr(row, name) for name in SAID}
        told |= {"household": row.household_id, "on": row.collected_on.isoformat()}
        return {name: ["on" if value is True else str(value)] for name, value in told.items() if value not in (None, "", False)}

    def replace(self, row: Wish, letter: Letter, form, version: int) -> Wish:
        """What the form does not ask for stays as it is. The day on which it was told stays."""
        said = {name: getattr(row, name) for name in SAID}
        said |= {name: value for name, value in form.cleaned_data.items() if name in SAID}
        return actions.edit(wish=row, version=version, by=letter.by, at=letter.at, on=letter.today, **said)
