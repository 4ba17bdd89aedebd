# SPDX-License-Identifier: Apache-2.0
"""Offices in JSON."""

from __future__ import annotations

from marshmallow import fields, validate

from balaikota.kernel.http.paging import PageQuery
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.text import _

KINDS = ("opd", "unit", "kecamatan", "kelurahan")


class UnitQuery(PageQuery):
    """Which offices: of one ``kind``, inside one (``parent_id``), or all."""

    kind = fields.Str(
        load_default=None,
        validate=validate.OneOf(KINDS, error=_("Pilih opd, unit, kecamatan, atau kelurahan")),
    )
    parent_id = fields.UUID(load_default=None)


class UnitSchema(Schema):
    """An office, as anybody may know it."""

    id = fields.UUID()
    code = fields.Str()
    name = fields.Str()
    kind = fields.Str()
    parent_id = fields.UUID(allow_none=True)
    region_code = fields.Str(allow_none=True)
    head_title = fields.Str()
    address = fields.Str(allow_none=True)
    phone = fields.Str(allow_none=True)


class UnitPageSchema(Schema):
    """One page of offices; ``next`` is the cursor for ``after``, or null at the end."""

    items = fields.List(fields.Nested(UnitSchema))
    next = fields.Str(allow_none=True)
