# SPDX-License-Identifier: Apache-2.0
"""From marshmallow's nested messages to pointers and plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import RAISE, ValidationError, fields
from marshmallow import Schema as BaseSchema

from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import Text, _

LOCATIONS = frozenset({"json", "query", "form", "files", "path", "headers"})

PLAIN: dict[str, Text] = {
    "required": _("Bagian ini wajib diisi"),
    "null": _("Bagian ini wajib diisi"),
    "validator_failed": _("Isian ini tidak sah"),
    "invalid": _("Isian ini tidak dapat dibaca"),
    "invalid_uuid": _("Pengenal ini tidak sah"),
    "invalid_utf8": _("Isian ini memuat huruf yang tidak sah"),
    "too_large": _("Bilangan ini terlalu besar"),
    "type": _("Isian ini tidak dapat dibaca"),
    "special": _("Bilangan ini tidak dapat dipakai"),
}
UNKNOWN = _("Bagian ini tidak dikenal")


class Schema(BaseSchema):
    """Our base: unknown names are refused and marshmallow's messages are ours, translated when shown."""

    class Meta:
        unknown = RAISE

    error_messages: dict[str, str] = {"unknown": UNKNOWN, "type": PLAIN["type"]}  # noqa: RUF012 - marshmallow copies it

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Speak Indonesian where marshmallow would speak English."""
        field_obj.error_messages = {
            name: message if isinstance(message, Text) else PLAIN.get(name, message)
            for name, message in field_obj.error_messages.items()
        }


def invalid_from(error: ValidationError) -> Invalid:
    """The problem that names each wrong value by its pointer."""
    messages = error.normalized_messages()
    if (
        isinstance(messages, dict)
        and len(messages) == 1
        and (place := next(iter(messages))) in LOCATIONS
    ):
        messages = messages[place]
    return Invalid(errors=tuple(_walk(messages, "")))


def _walk(messages: object, pointer: str) -> Iterator[FieldError]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            step = (
                "" if name == "_schema" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            )
            yield from _walk(inner, pointer + step)
    elif isinstance(messages, list | tuple):
        for inner in messages:
            yield from _walk(inner, pointer)
    else:
        yield FieldError(pointer, messages if isinstance(messages, Text) else str(messages))
