"""The code on a ticket, and what is wrong with a count: tables and properties."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules import counting
from reviews.rules.tickets import LETTERS, SECRET, bare, batch_of, code_of, n_tickets, number_in_letters, spaced

batches = st.integers(min_value=1, max_value=10**9)
codes = st.builds(lambda batch, seed: (batch, code_of(batch, random.Random(seed).choice)), batches, st.integers())


def test_a_secret_has_fifty_bits_and_no_sign_that_is_taken_for_another():
    assert len(LETTERS) ** SECRET >= 2**50
    assert len(set(LETTERS)) == 32 and not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "000"), (1, "001"), (31, "00Z"), (32, "010"), (32767, "ZZZ"), (32768, "1000")]
)
def test_the_number_of_a_print(number, letters):
    assert number_in_letters(number) == letters


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0058XKQP2M7ZD", "0058XKQP2M7ZD"),
        ("005 8xkqp 2m7zd", "0058XKQP2M7ZD"),
        ("005-8XKQP-2M7ZD", "0058XKQP2M7ZD"),
        ("oo5 8xkqp 2m7zd", "0058XKQP2M7ZD"),
        ("00I 8xkqp 2m7zL", "0018XKQP2M7Z1"),
        ("００５ ８ｘｋｑｐ　２ｍ７ｚｄ", "0058XKQP2M7ZD"),
        ("  005—8XKQP–2M7ZD\n", "0058XKQP2M7ZD"),
        ("0058XKQP2M7Z", ""),
        ("0058XKQP2M7ZU", ""),
        ("0058XKQP2M7Z票", ""),
        ("", ""),
        ("0" * 31, ""),
        ("İ058XKQP2M7ZD", ""),
    ],
)
def test_a_code_as_people_type_it(typed, code):
    assert bare(typed) == code


@given(codes, st.randoms(use_true_random=False))
def test_whatever_case_blanks_and_mistakes_of_one_for_l_a_code_is_read_as_meant(made, chance):
    _batch, code = made
    as_typed = "".join(
        chance.choice((sign, sign.lower(), *{"1": "iIlL", "0": "oO"}.get(sign, ""))) + chance.choice(("", "", " ", "-"))
        for sign in code
    )
    assert bare(as_typed[:30]) == code or len(as_typed) > 30
    assert bare(spaced(code)) == code and bare(code) == code


@given(codes)
def test_a_code_leads_to_its_print(made):
    batch, code = made
    assert batch_of(code) == batch and len(code) >= 13 and set(code) <= set(LETTERS)


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(typed):
    code = bare(typed)
    assert code == "" or (set(code) <= set(LETTERS) and batch_of(code) >= 0)


@pytest.mark.parametrize(
    ("asked", "due", "n"), [(None, None, 60), (None, 52, 52), (20, 52, 20), (None, 0, 60), (None, 900, 500), (500, None, 500)]
)
def test_how_many_tickets(asked, due, n):
    assert n_tickets(asked, due) == n


LEVELS = ("excellent", "competent", "basic", "incompetent")


@pytest.mark.parametrize(
    ("issued", "collected", "invalid", "counts", "fault"),
    [
        (48, 47, 2, (38, 5, 2, 0), ""),  # W1
        (48, 48, 0, (48, 0, 0, 0), ""),
        (0, 0, 0, (0, 0, 0, 0), ""),
        (48, 49, 2, (40, 5, 2, 0), "more_collected"),
        (48, 47, 48, (0, 0, 0, 0), "more_invalid"),
        (48, 47, 2, (38, 5, 1, 0), "sum_differs"),
        (48, 47, 2, (38, 5, 3, 0), "sum_differs"),
        (48, 47, -1, (38, 5, 2, 0), "not_a_number"),
        (48, 47, 2, (38, 5, 4, -2), "not_a_number"),
        (48.0, 47, 2, (38, 5, 2, 0), "not_a_number"),
        (48, 47, 2, (38, 5, 2.5, -0.5), "not_a_number"),
        (True, 0, 0, (0, 0, 0, 0), "not_a_number"),
        (None, 0, 0, (0, 0, 0, 0), "not_a_number"),
        (100_001, 0, 0, (0, 0, 0, 0), "not_a_number"),
    ],
)
def test_what_is_wrong_with_a_count(issued, collected, invalid, counts, fault):
    assert counting.fault(issued, collected, invalid, dict(zip(LEVELS, counts, strict=True)), LEVELS) == fault


def test_a_level_nobody_knows():
    assert counting.fault(5, 5, 0, {"excellent": 4, "splendid": 1}, LEVELS) == "unknown_level"
    assert counting.fault(5, 5, 0, {"excellent": 5}, LEVELS) == "", "a level left out is 0"


numbers = st.integers(min_value=-3, max_value=60)


@given(numbers, numbers, numbers, st.lists(numbers, min_size=4, max_size=4))
def test_what_passes_is_what_the_tables_may_hold(issued, collected, invalid, levels):
    fits = not counting.fault(issued, collected, invalid, dict(zip(LEVELS, levels, strict=True)), LEVELS)
    assert fits == (0 <= invalid <= collected <= issued and min(levels) >= 0 and sum(levels) + invalid == collected)
