"""Personal data as it may stand on a page: enough to recognise, not enough to use."""

from __future__ import annotations

COMPOUND_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 长孙 宇文 轩辕 南宫 百里 呼延 闻人 独孤 公冶 澹台 太史 申屠 拓跋 赫连 钟离 濮阳 淳于".split()
)


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
