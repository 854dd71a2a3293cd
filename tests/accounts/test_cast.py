"""The cast itself: it is quick, and everybody sees what his place lets him see."""

import time

from common.text import initials
from households.models import Household
from tests.cast import make_cast


def test_making_it_is_cheap(db):
    initials("预热")  # loading the readings of characters takes a second, once
    began = time.perf_counter()
    make_cast()
    assert time.perf_counter() - began < 0.5


def test_who_sees_how_many_families(cast, viewer_of):
    seen = {name: Household.objects.visible_to(viewer_of(name)).count() for name in cast.users}
    assert seen == {
        "admin": 0, "clerk": 6, "leader": 6, "township": 4, "captain": 2, "member": 2, "cadre": 3,
        "inspector": 6, "unit": 0, "auditor": 0, "stranger": 2,
    }  # fmt: skip
