import pytest

from common.paging import page


class Many(list):
    def count(self):
        return len(self)


@pytest.mark.parametrize(
    ("number", "at", "first"),
    [(1, 1, 0), ("3", 3, 100), (99, 20, 950), ("x", 1, 0), (None, 1, 0), ("-1", 1, 0), ("0", 1, 0), ("9" * 30, 1, 0)],
)
def test_a_wrong_number_gives_a_page_that_is_there(number, at, first):
    found = page(Many(range(1000)), number)
    assert (found.number, found.items[0], len(found)) == (at, first, 50)


@pytest.mark.parametrize(
    ("number", "pages"),
    [
        (1, [1, 2, 3, None, 20]),
        (4, [1, 2, 3, 4, 5, 6, None, 20]),
        (10, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, [1, None, 18, 19, 20]),
    ],
)
def test_pages_to_link(number, pages):
    assert page(Many(range(1000)), number).pages == pages


def test_sizes_and_edges():
    assert page(Many(range(1000)), 1, 5000).per_page == 200
    assert page(Many(range(1000)), 1, "junk").per_page == 50
    empty = page(Many(), 7)
    assert (empty.items, empty.number, empty.pages, empty.total, empty.first_item, empty.last_item) == (
        [],
        1,
        [1],
        0,
        0,
        0,
    )
    last = page(Many(range(101)), 3)
    assert (last.items, last.previous, last.following, last.first_item, last.last_item) == ([100], 2, None, 101, 101)
