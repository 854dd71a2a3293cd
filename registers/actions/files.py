"""Uploaded and prepared files: sealed on disk under a random name, outside every served folder."""

from __future__ import annotations

import binascii
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from common import crypto


def keep(data: bytes, folder: str = "registers") -> str:
    """Seal and store; returns the name to ask for it again."""
    text = crypto.encrypt(binascii.b2a_base64(data, newline=False).decode())
    return default_storage.save(f"{folder}/{uuid.uuid4().hex}.sealed", ContentFile(text.encode()))


def fetch(name: str) -> bytes:
    """FileNotFoundError when it is gone."""
    with default_storage.open(name) as file:
        return binascii.a2b_base64(crypto.decrypt(file.read().decode()))


def remove(name: str) -> None:
    if name:
        default_storage.delete(name)
