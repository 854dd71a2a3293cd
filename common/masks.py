"""Personal data as it may stand on a page: enough to recognise, not enough to use."""

from __future__ import annotations

_COMPOUND = "欧阳上官司马诸葛东方皇甫尉迟公孙慕容令狐司徒夏侯端木长孙宇文轩辕南宫百里呼延闻人独孤公冶澹台太史申屠拓跋赫连钟离濮阳淳于"
COMPOUND_SURNAMES = frozenset(_COMPOUND[at : at + 2] for at in range(0, len(_COMPOUND), 2))


def id_number(number: str) -> str:
    """'431021199001010014' -> '431021********0014'. Too short to hide eight characters or five: nothing is shown."""
    return _keep(number, 6, 4) if len(number) in (15, 18) else "*" * len(number)


def phone(number: str) -> str:
    """'13812340000' -> '138****0000'. Other numbers show their last two digits."""
    if len(number) == 11:
        return _keep(number, 3, 4)
    return _keep(number, 0, 2) if len(number) > 6 else "*" * len(number)


def bank(number: str) -> str:
    """All but the last four digits hidden."""
    return _keep(number, 0, 4) if len(number) > 8 else "*" * len(number)


def name(full: str) -> str:
    """'张伟' -> '张*', '欧阳修文' -> '欧阳**': the surname stays."""
    shown = 2 if len(full) > 2 and full[:2] in COMPOUND_SURNAMES else 1
    return full[:shown] + "*" * max(len(full) - shown, 0) if len(full) > 1 else "*" * len(full)


def _keep(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
