# SPDX-License-Identifier: Apache-2.0
"""Keyset pages: "the next 20 after this one", the same cost on page 1 and page 1,000."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from marshmallow import fields, post_load, validate
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from balaikota.kernel.db.session import Session
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.problems import BadRequest
from balaikota.kernel.text import _

Row = TypeVar("Row")
LIMIT = 20
MOST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Which slice is wanted: at most ``limit`` rows after the opaque cursor ``after``."""

    limit: int = LIMIT
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Rows of one page and the cursor of the next, or None at the end."""

    items: Sequence[Row]
    next: str | None


class PageQuery(Schema):
    """The query ``?limit=&after=`` of every list; subclasses add filters. Loads to a dict with ``page``."""

    limit = fields.Int(
        load_default=LIMIT, validate=validate.Range(1, MOST, error=_("Pilih 1 sampai 100"))
    )
    after = fields.Str(load_default=None)

    @post_load
    def _page(self, values: dict[str, Any], **_options: object) -> dict[str, Any]:
        return values | {"page": Page(values.pop("limit"), values.pop("after"))}


def slice_of(
    session: Session,
    query: Select[Any],
    page: Page,
    *keys: InstrumentedAttribute[Any],
    descending: bool = False,
) -> Slice[Any]:
    """One page of ``query`` sorted by ``keys`` (together unique, none null; the last one usually the id).

    The query's rows must expose each key by its attribute name. Raises ``BadRequest`` for a cursor that is not ours.
    """
    if page.after:
        position = tuple_(*keys)
        after = tuple_(*_decoded(page.after, keys))
        query = query.where(position < after if descending else position > after)
    ordered = query.order_by(*(key.desc() if descending else key.asc() for key in keys)).limit(
        page.limit + 1
    )
    result = session.execute(ordered)
    rows = list(result.scalars() if len(result.keys()) == 1 else result)
    more = len(rows) > page.limit
    items = rows[: page.limit]
    return Slice(items, _encoded(items[-1], keys) if more else None)


def _encoded(row: Any, keys: Sequence[InstrumentedAttribute[Any]]) -> str:
    return (
        base64.urlsafe_b64encode(orjson.dumps([getattr(row, key.key) for key in keys]))
        .decode()
        .rstrip("=")
    )


def _decoded(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(keys):
            raise ValueError(cursor)
        return [_typed(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadRequest(_("Penunjuk halaman ini tidak dikenal")) from error


def _typed(key: InstrumentedAttribute[Any], value: Any) -> Any:
    kind = key.type.python_type
    if kind in {int, str, bool}:
        return kind(value)
    return kind.fromisoformat(value) if hasattr(kind, "fromisoformat") else kind(value)
