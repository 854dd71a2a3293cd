"""What could not be done, said to the person who asked."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed was refused. Say why in a subclass and raise that:

        class AlreadyPaired(Refused):
            code = "already_paired"
            message = _("%(household)s already has a helper.")

        raise AlreadyPaired(household=household)

    `fields` points a form at the boxes to mend: {"visited_on": "..."}. Views show `messages`.
    """

    code = "refused"
    message: object = _("This cannot be done.")

    def __init__(
        self,
        message: object = None,
        *,
        code: str | None = None,
        fields: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        super().__init__() if message is None else super().__init__(message)
        self.template = type(self).message if message is None else message
        self.params = params
        self.fields = dict(fields or {})
        self.message = _Said(self.template, params)
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)

    @property
    def messages(self) -> list[str]:
        """Every sentence to show, in the language of the reader."""
        return list(dict.fromkeys([str(self.message), *(str(text) for text in self.fields.values())]))


class _Said:
    """A sentence put together only when it is read, so that the reader's language decides."""

    def __init__(self, template: object, params: Mapping[str, object]) -> None:
        self.template = template
        self.params = params

    def __str__(self) -> str:
        text = str(self.template)
        return text % self.params if self.params else text

    def __repr__(self) -> str:
        return repr(str(self))

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __contains__(self, part: str) -> bool:
        return part in str(self)
