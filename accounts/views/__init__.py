"""Pages about people."""

from accounts.views.door import set_language

__all__ = ["set_language"]
