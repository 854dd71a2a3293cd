"""A phone of the tests: a browser at 390 pixels whose network can be cut and cheated, whose storage, clock and locks can be taken away."""

import io
import struct
from contextlib import contextmanager

from django.utils import timezone
from PIL import Image

from duties.actions import open_past
from tests.cast import PASSWORD, make_cast
from tests.fault_proxy import FaultProxy
from tests.journeys.house import HEIGHT, PHONE, until

PLUS = "#todo-list a.tap[href*='/visits/new/?household=']"
NO_STORE = "Object.defineProperty(window, 'indexedDB', {get() { return {open() { throw new DOMException('denied', 'SecurityError'); }}; }});"
NO_LOCKS = "Object.defineProperty(navigator, 'locks', {get() { return undefined; }});"
NO_SUBTLE = "Object.defineProperty(crypto, 'subtle', {get() { return undefined; }});"
NO_WORKER = "Object.defineProperty(navigator, 'serviceWorker', {get() { return undefined; }});"


def clock_off_by(seconds: int) -> str:
    """The phone believes it is later (or earlier)."""
    return f"""{{ const Real = Date, off = {seconds * 1000};
      class Wrong extends Real {{ constructor(...given) {{ if (given.length) super(...given); else super(Real.now() + off); }} static now() {{ return Real.now() + off; }} }}
      window.Date = Wrong; }}"""


def county():
    """The cast of today with what is owed this month."""
    now = timezone.localtime()
    cast = make_cast(now.date())
    open_past(cast.county.path, on=now.date(), at=now, months=1)
    return cast


def picture(width=2400, height=1800, colour=(120, 160, 90), name="屋顶.jpg", exif=None) -> dict:
    file = io.BytesIO()
    image = Image.new("RGB", (width, height), colour)
    image.paste((200, 40, 40), (0, 0, width // 4, height // 4))  # the corner that tells which way is up
    image.save(file, "JPEG", quality=90, **({"exif": exif} if exif else {}))
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def turned_with_place() -> bytes:
    """EXIF: turned by a quarter (6), a maker, and a place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "TestPhone"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (27.0, 30.0, 0.0), "E", (111.0, 5.0, 0.0)
    return exif.tobytes()


def has_metadata(jpeg: bytes) -> bool:
    """Whether anything but the picture and its colours stands in the file: EXIF, XMP, a comment."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        is_colour = marker == 0xE2 and jpeg[at + 4 : at + 15] == b"ICC_PROFILE"
        if (0xE1 <= marker <= 0xEF or marker == 0xFE) and not is_colour:
            return True
        at += 2 + length
    return False


class Phone:
    """One browser context and its page; `hand` counts taps since the last `fresh_hand`."""

    def __init__(self, context) -> None:
        self.context, self.n, self.heard = context, 0, []
        self.page = self.new_page()

    def new_page(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        return page

    def sign_in(self, username: str, onward: str = "/todo/") -> None:
        self.page.goto(f"/sign-in/?next={onward}")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def settled(self) -> "Phone":
        """The page has begun: its script runs and what can be read without signal is on the phone."""
        until(self.page, "() => window.indexedDB && document.getElementById('offbar')")
        with_lines = "() => indexedDB.databases().then((all) => all.some((one) => one.name.startsWith('zhucun-')))"
        until(self.page, with_lines)
        self.page.wait_for_timeout(1800)
        return self

    def tap(self, target, **more) -> None:
        self.n += 1
        (self.page.locator(target).first if isinstance(target, str) else target).click(**more)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def shoot(self, *pictures, button=".add >> nth=0") -> None:
        """The tile opens the chooser: one tap; choosing is the phone's own screen."""
        for one in pictures:
            before = self.page.locator(".taken li").count()
            with self.page.expect_file_chooser() as asked:
                self.tap(button)
            asked.value.set_files([one])
            until(self.page, f"() => document.querySelectorAll('.taken li').length === {before + 1}")

    def save(self) -> None:
        self.tap("button.pri:has-text('保存这次走访')")
        self.page.wait_for_selector(".after .chip")

    def mark(self) -> str:
        return self.page.locator(".after .chip").inner_text().strip()

    def wait_mark(self, word: str) -> None:
        self.page.wait_for_selector(f".after .chip:has-text('{word}')")

    def fresh_hand(self) -> None:
        self.n = 0

    def kept(self, store: str = "items") -> list[dict]:
        """What lies in the account's database, without bytes."""
        return self.page.evaluate(
            """async (store) => { const account = document.querySelector('meta[name=account]').content;
            const base = await new Promise((yes, no) => { const asked = indexedDB.open(`zhucun-${account}`); asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
            const rows = await new Promise((yes) => { const asked = base.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => yes(asked.result); });
            base.close(); return rows.map((row) => ({ ...row, bytes: undefined })); }""",
            store,
        )

    def databases(self) -> list[str]:
        return self.page.evaluate("() => indexedDB.databases().then((all) => all.map((one) => one.name))")


@contextmanager
def phone(browser, address: str, *scripts: str, **more):
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT[PHONE]}, base_url=address, locale="zh-CN", **more)
    for script in scripts:
        context.add_init_script(script)
    context.set_default_timeout(15_000)
    one = Phone(context)
    try:
        yield one
        assert one.heard == []
    finally:
        context.close()


@contextmanager
def bad_network(live_server, **faults):
    """The way to the live server, to be cut and cheated."""
    with FaultProxy(int(live_server.url.rpartition(":")[2]), **faults) as proxy:
        yield proxy


def cut(proxy, one: Phone) -> None:
    proxy.down()
    one.context.set_offline(True)


def mend(proxy, one: Phone) -> None:
    proxy.up()
    one.context.set_offline(False)
