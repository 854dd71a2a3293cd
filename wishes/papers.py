"""The list of wishes for the board of a village (公示): one A4 page a village, without anybody's name."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.access import Permission, Viewer
from common import clock
from common.templatetags.formats import full_day
from papers import typeset
from papers.document import Block, Document, Note, Signatures, Table
from papers.paper import Made, Paper, UnknownPaper, register
from policies import keys
from policies.queries import settings_for
from regions.models import Region
from regions.paths import within
from wishes.models import Wish
from wishes.models.wish import CLAIMED, FREE, FULFILLED
from wishes.queries.board import WORDS
from wishes.queries.texts import shown_items

FITTING = (24, 20, 16, 13, 10, 8, 6, 5)  # rows tried until they fit one page: texts are of different length
LONGEST = 28


def on_the_board(path: str, on: datetime.date) -> QuerySet[Wish]:
    """Wishes of an area that their families show to everybody: free, promised, and those delivered since the beginning of the year."""
    lately = FREE | CLAIMED | FULFILLED & Q(fulfilled_on__year=on.year)
    rows = Wish.objects.filter(lately, within("path", path), checked_on__isnull=False, privacy=Wish.Privacy.PUBLIC)
    return rows.order_by("fulfilled_on", "claimed_on", "-priority", "collected_on", "pk")


def _villages(viewer: Viewer, params: Mapping[str, Any]) -> list[Region]:
    """The villages of the area that have something to show, as far as the viewer sees their wishes."""
    area = Region.objects.filter(path=str(params.get("area", ""))).first()
    if area is None or not viewer.can(Permission.WISHES_SEE, area.path):
        raise UnknownPaper
    shown = on_the_board(area.path, viewer.on).order_by().values("path").annotate(n=Count("pk")).values_list("path", flat=True)
    return list(Region.objects.filter(path__in=list(shown)).select_related("parent").order_by("path"))


def _pieces(viewer: Viewer, params: Mapping[str, Any]) -> int:
    return len(_villages(viewer, params))


def _make(viewer: Viewer, params: Mapping[str, Any], at: datetime.datetime, tick: Callable[[int], Any]) -> Made:
    villages, on = _villages(viewer, params), clock.office_date(at)
    made = []
    for n, village in enumerate(villages, 1):
        made.append(one_page(village, on))
        tick(n)
    data = made[0] if len(made) == 1 else typeset.merge(made, [village.name for village in villages])
    where = villages[0].name if len(villages) == 1 else Region.objects.get(path=str(params["area"])).name
    return Made(f"{_('Micro-wishes of the village')}-{where}.pdf", data, n_pages=typeset.n_pages(data))


def one_page(village: Region, on: datetime.date) -> bytes:
    """The board of one village on one page, with as many wishes as fit."""
    for most in FITTING:
        data, pages = typeset.pdf(board_document(village, on, most))
        if pages == 1:
            break
    return data


def board_document(village: Region, on: datetime.date, most: int = FITTING[0]) -> Document:
    """Number, kind, wish, how many, state. What does not fit is said in one line."""
    found = on_the_board(village.path, on)
    rows, total = list(found[:most]), found.count()
    texts, rules = shown_items(rows), settings_for(village.path, on)
    cells = [
        (row.no, rules.label(keys.WISH_CATEGORIES, row.category), _cut(texts[row.pk]), row.quantity, _state(row)) for row in rows
    ]  # fmt: skip
    heads = (_("Number"), _("Kind of wish"), _("wish"), pgettext("of a wish", "How many"), _("State"))
    blocks: list[Block] = [Table(heads, cells, widths=(2.4, 2.2, 6.4, 1.3, 2.4), centred=(0, 1, 3, 4))]
    if total > len(rows):
        more = total - len(rows)
        blocks.append(Note(ngettext("%(n)d more wish is not on this page.", "%(n)d more wishes are not on this page.", more) % {"n": more}))
    blocks.append(Note(_("Nobody is named here. Whoever wants to meet a wish asks the village team and says its number.")))
    blocks.append(Signatures((_("Village team"),)))
    org = f"{village.parent.name if village.parent else ''}{village.name}"
    return Document(_("Micro-wishes of the village"), full_day(on), org, tuple(blocks), get_language() or "zh-hans")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _state(row: Wish) -> str:
    """On the board a delivered wish is met, whether or not the family was asked since."""
    return _("delivered") if row.fulfilled_on else str(WORDS[row.state])


register(
    Paper("wishes.board", gettext_lazy("Micro-wishes of the village"), Permission.WISHES_SEE, _pieces, _make),
)
