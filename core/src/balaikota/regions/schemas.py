# SPDX-License-Identifier: Apache-2.0
"""Places in JSON."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate

from balaikota.kernel.http.paging import PageQuery
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.text import _
from balaikota.regions.codes import LEVELS, is_code

A_CODE = _("Tulis kode wilayah Kemendagri, misalnya 64.74.01")
NOT_A_LEVEL = _("Pilih city, kecamatan, atau kelurahan")


def _check_code(text: str) -> None:
    if not is_code(text):
        raise ValidationError([A_CODE])


class RegionQuery(PageQuery):
    """Which places: inside ``parent``, of one ``level``, or all."""

    parent = fields.Str(load_default=None, validate=_check_code)
    level = fields.Str(
        load_default=None, validate=validate.OneOf(list(LEVELS.values()), error=NOT_A_LEVEL)
    )


class RegionSchema(Schema):
    """One place."""

    code = fields.Str(required=True)
    parent_code = fields.Str(allow_none=True)
    level = fields.Str(required=True)
    name = fields.Str(required=True)
    full_name = fields.Str(required=True)
    postcode = fields.Str(allow_none=True)


class RegionPageSchema(Schema):
    """One page of places; ``next`` is the cursor for ``after``, or null at the end."""

    items = fields.List(fields.Nested(RegionSchema))
    next = fields.Str(allow_none=True)
