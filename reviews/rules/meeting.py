"""Which step of a meeting is whose, and what a fault is about by its words."""

from collections.abc import Collection, Iterable, Mapping

from reviews.rules.rounds import DOING, LATE, OPEN, STEPS

TO_DO = frozenset({OPEN, DOING, LATE})


def next_step(states: Mapping[str, str], may: Collection[str]) -> str:
    """The first step that can be done now and that the viewer may do; "" where nothing waits for him."""
    return next((step for step in STEPS if step in may and states[step] in TO_DO), "")


def kind_of(text: str, kinds: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The kind of a fault whose word (or half of it) stands in the text first: “入户次数偏少” is about 入户走访."""
    found = [(text.find(part), code) for code, word in kinds for part in _parts(word) if part in text]
    return min(found)[1] if found else otherwise


def _parts(word: str) -> list[str]:
    """A word of four signs is two of two."""
    return [word[i : i + 2] for i in range(0, len(word) - 1, 2)] if word and ord(word[0]) > 0x2FFF else [word]
