# SPDX-License-Identifier: Apache-2.0
"""JSON that means one thing: no duplicate names, no NaN, bounded depth, no text that a database cannot hold.

Everything else would be an error 500 somewhere deeper (RFC 8259 leaves these open; I-JSON, RFC 7493, closes them).
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import orjson
from flask import Response
from flask.json.provider import JSONProvider

from balaikota.kernel.problems import BadRequest
from balaikota.kernel.text import _

DEPTH = 32


def loads(raw: bytes | str) -> Any:
    """Parse ``raw`` strictly. Raises ``BadRequest`` with a sentence on what is wrong."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
    except UnicodeDecodeError as error:
        raise BadRequest(_("JSON harus ditulis dalam UTF-8")) from error
    except RecursionError as error:
        raise BadRequest(_("JSON bertumpuk terlalu dalam")) from error
    except ValueError as error:
        raise BadRequest(_("JSON tidak dapat dibaca")) from error
    _check(value, DEPTH)
    return value


def dumps(value: Any) -> bytes:
    """Write an answer. UUIDs, dates and translated texts are understood."""
    return orjson.dumps(
        value, default=_plain, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
    )


def _plain(value: object) -> object:
    """Texts are translated here; other subclasses of plain values are written as those."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadRequest(_("JSON memuat nama yang sama dua kali"))
    return found


def _no_constant(_name: str) -> NoReturn:
    raise BadRequest(_("JSON tidak boleh memuat NaN atau Infinity"))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadRequest(_("JSON memuat bilangan yang terlalu besar"))
    return number


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise BadRequest(_("JSON bertumpuk terlalu dalam"))
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check(inner, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth - 1)


def _check_text(value: str) -> None:
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadRequest(_("JSON memuat huruf yang tidak sah"))


class StrictJson(JSONProvider):
    """Flask's JSON through the functions above."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        """Write text."""
        return dumps(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        """Parse strictly."""
        return loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        """Make a JSON answer without a detour over text."""
        value = self._prepare_response_obj(args, kwargs)
        return Response(dumps(value) + b"\n", mimetype="application/json")
