import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import masks


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.id_number, "431021199001010014", "431021********0014"),
        (masks.id_number, "110105491231002", "110105*****1002"),
        (masks.id_number, "43102119", "********"),
        (masks.phone, "13812340000", "138****0000"),
        (masks.phone, "07351234567", "073****4567"),
        (masks.phone, "1234567", "*****67"),
        (masks.phone, "110", "***"),
        (masks.bank, "6222021234567890123", "***************0123"),
        (masks.bank, "1234", "****"),
        (masks.name, "张伟", "张*"),
        (masks.name, "王建国", "王**"),
        (masks.name, "欧阳修文", "欧阳**"),
        (masks.name, "欧阳", "欧*"),
        (masks.name, "李", "*"),
        (masks.name, "", ""),
    ],
)
def test_masks(mask, value, shown):
    assert mask(value) == shown


@given(st.text("0123456789X", max_size=30))
def test_a_mask_never_shows_more_than_its_rule(number):
    for mask, most in ((masks.id_number, 10), (masks.phone, 7), (masks.bank, 4)):
        shown = mask(number)
        assert len(shown) == len(number)
        assert len(shown.replace("*", "")) <= most
        assert not number or "*" in shown
