# SPDX-License-Identifier: Apache-2.0
"""Guest books in JSON."""

from __future__ import annotations

from marshmallow import fields, validate

from balaikota import Schema
from balaikota import Text as _


class BookSchema(Schema):
    """One book."""

    id = fields.UUID(required=True)
    title = fields.Str(required=True)
    pages = fields.Int(required=True)


class BookPageSchema(Schema):
    """One page of books."""

    items = fields.List(fields.Nested(BookSchema))
    next = fields.Str(allow_none=True)


class EntrySchema(Schema):
    """What somebody writes."""

    words = fields.Str(required=True, validate=validate.Length(1, 500, error=_("Tulis sesuatu")))
