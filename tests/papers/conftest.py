"""A paper that knows only the test: it counts to `n`, one page a piece."""

from collections.abc import Callable, Iterator

import pytest

from accounts.access import Permission
from common.clock import office_date
from common.errors import Refused
from papers import actions, typeset
from papers import paper as registry
from papers.document import Document, PageBreak, Paragraph
from papers.models import PaperRun
from papers.paper import Made, Paper, UnknownPaper

CODE = "count"


class Spoilt(Refused):
    message = "纸卡住了。"


class Counting:
    """What happened while papers were made; `at_piece(n)` may be set to let something happen there."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.at_piece: Callable[[int], None] = lambda n: None

    def pieces(self, viewer, params) -> int:
        if params.get("area") == "elsewhere":
            raise UnknownPaper
        return int(params.get("n", 1))

    def make(self, viewer, params, at, tick) -> Made:
        n = self.pieces(viewer, params)
        blocks: list = []
        for piece in range(1, n + 1):
            self.at_piece(piece)
            blocks += [Paragraph(f"第{piece}份，{office_date(at)}"), PageBreak()]
            tick(piece)
        self.made.append(viewer.user.username)
        data, n_pages = typeset.pdf(Document(title="计数", blocks=blocks[:-1]))
        return Made(f"计数{n}.pdf", data, n_pages=n_pages)


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.REDIS_URL = ""


@pytest.fixture(autouse=True)
def counting(monkeypatch) -> Iterator[Counting]:
    count = Counting()
    common = {"permission": Permission.TEAMS_SEE, "pieces": count.pieces, "make": count.make}
    monkeypatch.setitem(registry.PAPERS, CODE, Paper(code=CODE, title="计数单", **common))
    monkeypatch.setitem(
        registry.PAPERS, "secret", Paper(code="secret", title="密码单", is_deleted_once_fetched=True, **common)
    )
    yield count


@pytest.fixture
def asked(cast, viewer_of):
    """asked(n=3) → a queued paper of the clerk's."""

    def do(by: str = "clerk", code: str = CODE, **params) -> PaperRun:
        told = {name: str(value) for name, value in params.items()}
        return actions.ask(code=code, params=told, viewer=viewer_of(by), at=cast.at)

    return do
