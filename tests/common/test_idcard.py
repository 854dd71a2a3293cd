import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.idcard import IdError, check_character, division, parse


@pytest.mark.parametrize(
    ("typed", "number", "born", "is_male"),
    [
        ("11010519491231002X", "11010519491231002X", dt.date(1949, 12, 31), False),
        ("11010519491231002x", "11010519491231002X", dt.date(1949, 12, 31), False),
        ("440524188001010014", "440524188001010014", dt.date(1880, 1, 1), True),
        ("110105491231002", "11010519491231002X", dt.date(1949, 12, 31), False),
        (" １１０１０５１９４９１２３１００２ｘ ", "11010519491231002X", dt.date(1949, 12, 31), False),
        ("110105 19491231 002X", "11010519491231002X", dt.date(1949, 12, 31), False),
        ("'11010519491231002X", "11010519491231002X", dt.date(1949, 12, 31), False),
    ],
)
def test_right_numbers(typed, number, born, is_male):
    card = parse(typed)
    assert (card.number, card.born, card.is_male) == (number, born, is_male)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("110105194912310021", "id_checksum"),
        ("110105194902310021", "id_birth"),
        ("11010519490231002X", "id_birth"),
        ("110105490231002", "id_birth"),
        ("1101051949123100", "id_length"),
        ("11010519491231002Y", "id_length"),
        ("1101051949123100X2", "id_length"),
        ("", "id_length"),
        (None, "id_length"),
        (4.39001198712183e17, "id_checksum"),
    ],
)
def test_wrong_numbers(typed, code):
    with pytest.raises(IdError) as refusal:
        parse(typed)
    assert refusal.value.code == code


@given(
    st.from_regex(r"[1-8]\d{5}", fullmatch=True),
    st.dates(dt.date(1900, 1, 1), dt.date(2026, 12, 31)),
    st.integers(0, 999),
)
def test_one_wrong_digit_is_always_found(area, born, sequence):
    body = f"{area.translate(str.maketrans('٠', '0'))}{born:%Y%m%d}{sequence:03d}"
    if not body.isascii():
        return
    number = body + check_character(body)
    assert parse(number).born == born
    assert parse(number).is_male == bool(sequence % 2)
    wrong = number[:5] + str((int(number[5]) + 1) % 10) + number[6:]
    with pytest.raises(IdError):
        parse(wrong)


@pytest.mark.parametrize(
    ("code", "kind", "township", "village"),
    [
        ("439001000000", "county", "", ""),
        ("439001001000", "subdistrict", "439001001", ""),
        ("439001100000", "town", "439001100", ""),
        ("439001203000", "township", "439001203", ""),
        ("439001400000", "enclave", "439001400", ""),
        ("439001700000", "other", "439001700", ""),
        ("439001100001", "community", "439001100", "439001100001"),
        ("439001100201", "village", "439001100", "439001100201"),
        ("４３９００１１００２０１", "village", "439001100", "439001100201"),
    ],
)
def test_divisions(code, kind, township, village):
    found = division(code)
    assert (found.kind, found.county, found.township, found.village) == (kind, "439001", township, village)


@pytest.mark.parametrize("code", ["", "439001", "43900110020X", "4390011002011", "439001000201"])
def test_what_is_no_division(code):
    with pytest.raises(ValueError):
        division(code)
