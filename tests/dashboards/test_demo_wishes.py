"""The demo county's wishes: every state, days in the order of a life, promises and duties that fit, tallies that equal their lists."""

from collections import Counter

import pytest

from accounts.access import viewer_for
from accounts.models import User
from common import clock
from dashboards.demo.build import build
from dashboards.demo.wish_rows import PICTURE
from dashboards.demo.wishes import SURE
from dashboards.demo.world import SIZES
from duties.models import Duty
from figures.queries import figure_rows, total, values
from figures.registry import FIGURES
from wishes.models import Claim, Fulfilment, Proof, Revisit, Share, Step, Wish

pytestmark = pytest.mark.django_db
STATES = {"collected", "sent_back", "open", "claimed", "fulfilled", "revisited", "unmet", "merged"}


@pytest.fixture
def today():
    build(SIZES["small"], on=clock.today(), at=clock.now(), password="x", months=3)
    return clock.today()


def test_wishes_of_the_demo(today):
    states = Counter(wish.state for wish in Wish.objects.all())
    assert states.keys() == STATES and sum(states.values()) >= SIZES["small"].wishes >= len(SURE) >= 12
    for wish in Wish.objects.prefetch_related("claims", "fulfilments", "revisits", "steps"):
        lives(wish, today)
        promises(wish)
    variety(today)
    duties(today)
    tallies(today)


def lives(wish, today):
    days = [wish.collected_on, wish.checked_on, wish.claimed_on, wish.fulfilled_on, wish.revisited_on]
    told = [day for day in days if day]
    assert told == sorted(told) and told[-1] <= today, (wish.state, days)
    steps = list(wish.steps.all())
    assert steps[0].kind == "collected" and [s.at for s in steps] == sorted(s.at for s in steps)
    assert max(clock.office_date(step.at) for step in steps) <= today
    kinds = {step.kind for step in steps}
    wanted = {"open": "checked", "claimed": "claimed", "fulfilled": "fulfilled", "revisited": "revisited", "unmet": "unmet", "merged": "merged", "sent_back": "sent_back"}
    assert wanted.get(wish.state, "collected") in kinds
    assert (wish.published_on is None) == (wish.privacy == "office" or wish.checked_on is None)
    assert wish.merged_into is None or wish.merged_into.household_id == wish.household_id


def promises(wish):
    claims, given = list(wish.claims.all()), list(wish.fulfilments.all())
    assert sum(claim.is_open for claim in claims) == (wish.state == "claimed")
    assert len(given) == (wish.fulfilled_on is not None) and len(wish.revisits.all()) == (wish.revisited_on is not None)
    for claim in claims:
        assert claim.contacted_on is None or claim.contacted_on >= claim.claimed_on
        assert claim.claimed_by_id or claim.slip_lookup
    if given:
        assert given[0].on == wish.fulfilled_on and given[0].claim.end == "fulfilled"
        assert given[0].received_by is None or given[0].received_by.household_id == wish.household_id


def variety(today):
    assert {"unit", "person", "branch", "joint"} <= set(Claim.objects.values_list("kind", flat=True))
    assert {"fulfilled", "timed_out", "released", ""} <= set(Claim.objects.values_list("end", flat=True))
    assert Share.objects.exists() and {"tick", "paper"} <= set(Fulfilment.objects.values_list("receipt", flat=True))
    assert Fulfilment.objects.exclude(value=None).exists() and Revisit.objects.filter(answer="satisfied").exists()
    assert Proof.objects.filter(file=PICTURE).exists() and Step.objects.filter(kind="renewed").exists()
    assert Wish.objects.published().filter(priority__gt=0).exists(), "some stand first in line"
    assert Wish.objects.waiting_long(on=today, days=60).exists()
    unit = viewer_for(User.objects.get(username="unit"), today)
    assert Claim.objects.open().filter(claimed_by=unit.user).count() >= 3
    assert Wish.objects.claimable_by(unit).exists()


def duties(today):
    def open_subjects(*kinds):
        return set(Duty.objects.of(*kinds).open().values_list("subject_id", flat=True))

    assert open_subjects("wish_check") == set(Wish.objects.to_check().values_list("pk", flat=True))
    assert open_subjects("wish_fulfil") == set(Wish.objects.claimed().values_list("pk", flat=True))
    assert open_subjects("wish_contact") == set(Claim.objects.open().filter(contacted_on=None).values_list("wish", flat=True))
    assert open_subjects("wish_revisit") == set(Wish.objects.to_revisit().values_list("pk", flat=True))
    assert Duty.objects.of("wish_contact").filter(bearer__username="unit").overdue(on=today).exists()


def tallies(today):
    keys = [key for key in FIGURES if key.startswith("wishes.")]
    told = values(keys, ["439001"], today)
    for key in keys:
        window = FIGURES[key].window(today)
        assert told[key, "439001", window.key] == total(FIGURES[key], figure_rows(FIGURES[key], window, "439001")), key
