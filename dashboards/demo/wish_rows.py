"""The rows of the demo's wishes, written in bulk: what was promised and given, every step, and what is owed."""

import datetime
import hashlib
import io
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from PIL import Image

from accounts.models import User
from common import clock
from common.periods import Month
from dashboards.demo.promises import DAY, Case
from dashboards.demo.world import World
from duties.models import Duty
from policies import keys
from policies.queries import settings_for
from wishes import rules
from wishes.duties import ANSWER, CHECK, CLAIM, CONTACT, DELIVERY, FULFIL, REVISIT, SUBJECT, WISH
from wishes.models import Claim, Fulfilment, Proof, Revisit, Share, Step, Wish

PIECE = 500
PICTURE = "wishes/demo/proof.jpg"
EVERY = 12  # one delivery of so many has a photo


def keep(world: World, cases: list[Case]) -> None:
    """Everything in an order in which each row finds those it points to."""
    for is_twin in (False, True):
        Wish.objects.bulk_create([c.wish for c in cases if (c.wish.merged_into is not None) is is_twin], batch_size=PIECE)
    Claim.objects.bulk_create([claim for case in cases for claim in case.claims], batch_size=PIECE)
    Share.objects.bulk_create([share for case in cases for share in case.shares], batch_size=PIECE)
    Fulfilment.objects.bulk_create([case.given for case in cases if case.given], batch_size=PIECE)
    Revisit.objects.bulk_create([case.answer for case in cases if case.answer], batch_size=PIECE)
    steps = [step for case in cases for step in case.steps]
    for step in steps:
        step.detail = {name: value.pk if isinstance(value, Model) else value for name, value in step.detail.items()}
    Step.objects.bulk_create(steps, batch_size=PIECE)
    Proof.objects.bulk_create(_photos(cases), batch_size=PIECE)
    days = settings_for(world.county.path, world.on)[keys.WISH_REVISIT_DAYS]
    Duty.objects.bulk_create([duty for case in cases for duty in _duties(case, days)], batch_size=PIECE)


def _photos(cases: list[Case]) -> list[Proof]:
    """One small picture stands for all: files cannot be made by the thousand."""
    out = io.BytesIO()
    Image.new("RGB", (160, 120), (155, 139, 116)).save(out, "JPEG", quality=70)
    if not default_storage.exists(PICTURE):
        default_storage.save(PICTURE, ContentFile(out.getvalue()))
    digest = hashlib.sha256(out.getvalue()).hexdigest()
    return [
        Proof(
            uuid=given.uuid, fulfilment=given, file=PICTURE, sha256=digest, width=160, height=120, added_at=given.at, added_by=given.by
        )
        for n, given in enumerate(case.given for case in cases if case.given)
        if n % EVERY == 0
    ]  # fmt: skip


# --- what is owed: as the deeds owe it --------------------------------------------------------------------------------
def _duties(case: Case, revisit_days: int) -> Iterable[Duty]:
    wish = case.wish
    if wish.check_due_on:
        looked_on = wish.checked_on or wish.sent_back_on or wish.unmet_on
        if looked_on is None and wish.merged_into_id:
            looked_on = case.steps[-1].on
        yield _duty(CHECK, case, None, wish.collected_on, wish.check_due_on, done=(looked_on, case.office, WISH, wish.pk))
    for claim in case.claims:
        bearer, given = claim.claimed_by or case.helper, case.given if case.given and case.given.claim is claim else None
        met = (given.on, given.by, DELIVERY, given.pk) if given else None
        called = (claim.contacted_on, bearer, CLAIM, claim.pk) if claim.contacted_on else met
        for kind, due, done in ((CONTACT, claim.contact_due_on, called), (FULFIL, claim.fulfil_due_on, met)):
            yield _duty(kind, case, bearer, claim.claimed_on, due, slot=claim.pk, done=done, over=claim if claim.end and not given else None)
    if case.given:
        due = rules.revisit_due_on(case.given.on, revisit_days)
        done = (case.answer.on, case.helper, ANSWER, case.answer.pk) if case.answer else None
        yield _duty(REVISIT, case, case.helper, case.given.on, due, slot=case.given.pk, done=done)


def _duty(
    kind: str, case: Case, bearer: User | None, since: datetime.date, due: datetime.date, *, done: tuple[Any, ...] | None,
    slot: int | str = "", over: Claim | None = None,
) -> Duty:  # fmt: skip
    """`done`: day, person, kind and number of the deed. `over`: a promise that ended without one, so that nobody owes it any more."""
    duty = Duty(
        kind=kind, period=Month.of(since).key, subject_kind=SUBJECT, subject_id=case.wish.pk, slot=str(slot), bearer=bearer,
        path=case.wish.path, title=case.wish.no, opens_on=since, due_on=due, overdue_from=due + DAY, opened_at=clock.start_of(since),
    )  # fmt: skip
    if done and done[0]:
        duty.done_on, duty.done_by, duty.deed_kind, duty.deed_id = done
    elif over is not None:
        duty.exempted_at, duty.exempted_by, duty.exempt_reason = over.ended_at, over.ended_by, over.end_reason
    return duty
