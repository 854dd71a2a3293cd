"""`python -m config.env_file`: write the settings that are missing into `.env`, with secrets of their own.

Needs nothing but Python; values that stand there already are never touched.
"""

import base64
import os
import secrets
from pathlib import Path

ENV_FILE = Path(os.environ.get("ENV_FILE") or Path(__file__).resolve().parent.parent / ".env")
HEADER = "# Written by `make run` for this machine; every setting is explained in .env.example. Keep it secret.\n"


def first_values() -> dict[str, str]:
    """What one machine on its own needs. Everything else has a default."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": "1:" + new_key(),
        "LOOKUP_KEY": new_key(),
        "BEHIND_TLS": "off",
        "DEMO_PASSWORD": "zc-" + secrets.token_hex(4),
    }


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def names_in(text: str) -> set[str]:
    """The settings that have a value; `NAME=` alone counts as missing."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return {name.strip() for name, value in pairs if value.strip()}


def complete(path: Path) -> list[str]:
    """Add what is missing and give its names. The file is readable by its owner only."""
    text = path.read_text("utf-8") if path.exists() else HEADER
    there = names_in(text) | {name for name, value in os.environ.items() if value}
    added = {name: value for name, value in first_values().items() if name not in there}
    if not added:
        return []
    kept = [line for line in text.splitlines() if line.split("=", 1)[0].strip() not in added]
    path.touch(mode=0o600)
    path.write_text("\n".join([*kept, *(f"{name}={value}" for name, value in added.items()), ""]), "utf-8")
    return list(added)


if __name__ == "__main__":
    added = complete(ENV_FILE)
    if added:
        print(f"Wrote {', '.join(added)} to {ENV_FILE.name}.")
