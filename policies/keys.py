"""Stands in until the room is written (not committed)."""


def __getattr__(name: str) -> str:
    if name.startswith("__"):
        raise AttributeError(name)
    return name
