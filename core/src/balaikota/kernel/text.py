# SPDX-License-Identifier: Apache-2.0
"""Text for people: Indonesian in the source, translated when it is shown.

A :class:`Text` may be made at import time or deep in a service; it turns into words only where it is
rendered, in the language that the edge chose for that request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, Self


class Translations(Protocol):
    """What a catalogue answers; gettext's and Babel's classes do."""

    def gettext(self, message: str, /) -> str:
        """The translation of ``message``."""
        ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The translation for ``number``."""
        ...


class _Source:
    """The source language needs no catalogue."""

    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        return singular if number == 1 else plural


SOURCE: Translations = _Source()
_active: ContextVar[Translations] = ContextVar("translations", default=SOURCE)


@contextmanager
def speaking(translations: Translations) -> Iterator[None]:
    """Show every :class:`Text` through ``translations`` inside this block."""
    token = _active.set(translations)
    try:
        yield
    finally:
        _active.reset(token)


class Text(str):
    """A translatable sentence with named values: ``Text("Nomor {number} terdaftar", number=n)``.

    It is a ``str`` of its own source so that libraries which want text take it (marshmallow's validators);
    ``str(text)``, an f-string or a template gives the translation.
    """

    __slots__ = ("values",)
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> Self:
        """Keep ``message`` as the source and ``values`` for when it is shown."""
        made = super().__new__(cls, message)
        made.values = values
        return made

    @property
    def message(self) -> str:
        """The source sentence, which is the key of the catalogues."""
        return str.__str__(self)

    def format(self, *_positional: object, **values: object) -> Self:
        """The same sentence with more values, still untranslated."""
        return type(self)(self.message, **{**self.values, **values})

    def __str__(self) -> str:
        words = _active.get().gettext(self.message)
        return words.format(**self.values) if self.values else words

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __repr__(self) -> str:
        return f"Text({self.message!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Text):
            return (self.message, self.values) == (other.message, other.values)
        return self.message == other

    def __hash__(self) -> int:
        return hash(self.message)


_ = Text


def gettext(message: str, **values: object) -> str:
    """Translate ``message`` now, in the language of the current request."""
    return str(Text(message, **values))


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Translate by ``number``, which is also the value ``{n}``."""
    words = _active.get().ngettext(singular, plural, number)
    return words.format(n=number, **values)
