"""A visit that a phone files: the form of the page, the deed of the page, the photos after it."""

import datetime
import uuid as uuids
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from accounts.access import Permission
from common.text import is_number
from filing.kinds import Kind, Letter, NotThere, Photo, register
from policies import keys
from policies.queries import settings_for
from visits import actions
from visits.forms import VisitForm
from visits.models import Visit, VisitPhoto
from visits.queries import picking
from visits.queries.page import may_change, photo_url

WORDS, CHOSEN = ("answer_", "wish_missing_"), "wish_answer_"
"""Questions that come and go. What was written in answer to one that has gone is kept with the words of the visit."""


@register
class VisitFiling(Kind):
    code = "visit"
    title = _("Visit")
    needs = Permission.VISITS_LOG
    day = "on"
    besides = frozenset({"household", "trip"})
    takes_photos = True
    example = {"household": "12", "content": "Roof mended, stove works.", "on": "2026-10-15", "mode": "home"}

    def form(self, letter: Letter) -> VisitForm:
        household = self._household(letter)
        theme = picking.theme_of(household.path, _day(letter))
        told = {"path": household.path, "today": letter.today, "theme": theme, "household": household}
        form = VisitForm(letter.data(), **told)
        late = [letter.one(name) for name in letter.body if name not in form.fields and name.startswith(WORDS)]
        return VisitForm(letter.data(content="\n".join([letter.one("content"), *late])), **told) if late else form

    def names(self, letter: Letter, form) -> set[str]:
        """Also of questions that are not asked any more: somebody else asked about the wish, or the month has others now."""
        return super().names(letter, form) | {name for name in letter.body if name.startswith((*WORDS, CHOSEN))}

    def _household(self, letter: Letter) -> Any:
        pk = letter.one("household")
        found = picking.loggable(letter.viewer).filter(pk=pk).first() if is_number(pk) else None
        if found is None:
            raise NotThere
        return found

    def file(self, letter: Letter, form) -> Visit:
        told: dict[str, Any] = {"by": letter.by, "at": letter.at, "today": letter.today, "recorded_at": letter.recorded_at, "trip": _trip(letter)}
        return actions.log(households=[self._household(letter)], facts=form.facts(), uuid=letter.uuid, **told)[0]

    def all(self):
        return Visit.objects.select_related("household").prefetch_related("photos", "persons")

    def is_gone(self, row: Visit) -> bool:
        return row.voided_at is not None

    def writer(self, row: Visit) -> int:
        return row.by_id

    def url(self, row: Visit) -> str:
        return reverse("visits:detail", args=[row.pk])

    def typed(self, row: Visit):
        words = {name: str(getattr(row, name)) for name in ("content", "mode", "hardship", "suggestion", "wish_text")}
        answers = {f"answer_{key}": [text] for key, text in row.answers.items()}
        one = {name: [text] for name, text in words.items() if text}
        persons = [str(person.pk) for person in row.persons.all()]
        one |= {"trip": [str(row.trip)]} if row.trip else {}
        return {"household": [str(row.household_id)], "on": [row.on.isoformat()], **one, **answers, "persons": persons}

    def replace(self, row: Visit, letter: Letter, form, version: int) -> Visit:
        if not may_change(letter.viewer, row):
            raise NotThere
        return actions.edit(visit=row, version=version, facts=form.facts(), by=letter.by, at=letter.at, today=letter.today)

    # --- photos ---------------------------------------------------------------------------------------------
    def photos(self, row: Visit):
        return [photo.uuid for photo in row.photos.all()]

    def find_photo(self, uuid):
        found = VisitPhoto.objects.filter(uuid=uuid).first()
        return _seen(found) if found else None

    def may_keep_place(self, row: Visit, on: datetime.date) -> bool:
        return bool(settings_for(row.path, on)[keys.PHOTO_LOCATION])

    def add_photo(self, row: Visit, data: bytes, uuid, by, at: datetime.datetime, **more) -> Photo:
        return _seen(actions.add_photo(visit=row, data=data, by=by, at=at, uuid=uuid, **more))

    def move_photos(self, row: Visit, to: Visit, numbers, by, at: datetime.datetime) -> None:
        actions.move_photos(visit=row, to=to, numbers=numbers, by=by, at=at)


def _seen(photo: VisitPhoto) -> Photo:
    return Photo(photo.uuid, photo.sha256, photo_url(photo), photo.visit_id)


def _trip(letter: Letter) -> uuids.UUID | None:
    """Several households that were written down in one go share a number besides their own."""
    try:
        return uuids.UUID(letter.one("trip"))
    except ValueError:
        return None


def _day(letter: Letter) -> datetime.date:
    """The day of the visit, whose month's questions were asked; today where it is none."""
    try:
        return parse_date(letter.one("on")) or letter.today
    except ValueError:
        return letter.today
