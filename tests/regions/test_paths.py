"""A path and everything below it, on every engine and collation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.models import Region
from regions.paths import LENGTH, LEVEL_OF, county_of, covers, next_path, township_of, village_of, within

paths = st.text("0123456789", min_size=1, max_size=15)


@pytest.mark.parametrize(
    "path, after", [("439001", "439002"), ("439009", "43901"), ("439999", "44"), ("99", ""), ("4390011", "4390012")]
)
def test_the_next_path(path, after):
    assert next_path(path) == after


@given(paths, paths)
def test_the_range_is_exactly_what_starts_with_the_path(path, other):
    after = next_path(path)
    assert (path <= other and (not after or other < after)) == other.startswith(path) == covers(path, other)


def test_levels_and_lengths():
    assert {LEVEL_OF[length]: length for length in LENGTH.values()} == LENGTH
    assert [cut("439001102201005") for cut in (county_of, township_of, village_of)] == ["439001", "439001102", "439001102201"]
    assert Region.path_for("439001102000", 4) == "439001102"


def test_under_is_the_area_and_all_below(cast):
    names = set(Region.objects.under("439001102").values_list("name", flat=True))
    assert names == {"龙潭镇", "枫树湾村", "老屋场村"}
    assert Region.objects.filter(within("path", "")).count() == Region.objects.count()
    assert Region.objects.under("439001").villages().count() == 3
