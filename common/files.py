"""Files that are on disk before anybody says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Django's own storage, but `save` comes back only when the file and its place in the folder would survive a power cut.

    Save the file first and commit its row after it: a row then never lacks its file. What a crash leaves behind is a file without
    a row; `filing` sweeps those up.
    """

    def _save(self, name: str, content: Any) -> str:
        new_folders = [folder for folder in Path(self.path(name)).parents if not folder.exists()]
        name = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(name))
        settle(path)
        for folder in dict.fromkeys([path.parent, *(folder.parent for folder in new_folders)]):
            settle(folder)
        return name


def settle(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():  # some systems do not know how to settle a folder
            raise
    finally:
        os.close(handle)
