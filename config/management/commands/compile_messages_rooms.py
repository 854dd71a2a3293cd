"""Merge the rooms' Chinese (locale/zh_Hans/rooms/*.po) into the one catalogue that Django reads."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

HEADER = {
    "Project-Id-Version": "zhucun",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


class Command(BaseCommand):
    help = "Merge the rooms' translations into django.po and django.mo; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit 1 when the catalogue is not what the rooms say")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0]) / "zh_Hans"
        catalogue, quarrels = self.merge(sorted((folder / "rooms").glob("*.po")))
        if quarrels:
            raise CommandError("Two rooms translate the same words differently:\n" + "\n".join(quarrels))
        wanted = {
            folder / "LC_MESSAGES" / "django.po": str(catalogue).encode(),
            folder / "LC_MESSAGES" / "django.mo": catalogue.to_binary(),
        }
        stale = [path for path, body in wanted.items() if not path.exists() or path.read_bytes() != body]
        if options["check"]:
            if stale:
                raise CommandError("The catalogue is not what the rooms say: run `make messages`.")
            return
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
        self.stdout.write(f"{len(catalogue)} messages")

    def merge(self, files: list[Path]) -> tuple[Any, list[str]]:
        """The merged catalogue, and the words about which two rooms do not agree."""
        try:
            import polib
        except ImportError:
            raise CommandError("polib is a development dependency: run `make test` once, or install requirements/dev.lock.") from None
        seen: dict[tuple[str | None, str], tuple[str, Any]] = {}
        quarrels = []
        for file in files:
            for entry in polib.pofile(str(file)):
                if entry.obsolete:
                    continue
                room, other = seen.setdefault((entry.msgctxt, entry.msgid), (file.stem, entry))
                if (other.msgstr, other.msgstr_plural) != (entry.msgstr, entry.msgstr_plural):
                    if not other.msgid_plural and entry.msgid_plural and entry.msgstr_plural.get(0) == other.msgstr:
                        seen[entry.msgctxt, entry.msgid] = (file.stem, entry)
                    elif not (other.msgid_plural and other.msgstr_plural.get(0) == entry.msgstr):
                        quarrels.append(f"  {entry.msgid!r}: {room} and {file.stem}")
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = dict(HEADER)
        for (context, msgid), (_, entry) in sorted(seen.items(), key=lambda item: (item[0][1], item[0][0] or "")):
            catalogue.append(
                polib.POEntry(
                    msgctxt=context, msgid=msgid, msgid_plural=entry.msgid_plural, msgstr=entry.msgstr,
                    msgstr_plural=entry.msgstr_plural, flags=[flag for flag in entry.flags if flag != "fuzzy"],
                )
            )  # fmt: skip
        return catalogue, quarrels
