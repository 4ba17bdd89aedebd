# SPDX-License-Identifier: Apache-2.0
"""The section ``documents`` of the settings file."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from balaikota.allocation.schemas import NumberTemplate

STANDARD_NUMBER = "{kode}/{urut}/{unit}"
"""Code, running number, unit: Permendagri 83/2022 asks for neither month nor year."""


class DocumentsSettings(Schema):
    """How letters are numbered and signed.

    ``signing``: ``demo`` signs with the example authority when no plugin does, and is refused in
    production; ``none`` leaves signing to a plugin. ``number_template`` is that of
    every kind of letter that has none under ``number_templates``; its language is told in
    ``allocation.numbering``.
    ``authority`` is the folder of the example authority, looked for beside the folder of files;
    ``authority_passphrase`` opens its keys (default: one derived from ``keys.master``).
    """

    signing = fields.Str(load_default="none", validate=validate.OneOf(["demo", "none"]))
    number_template = NumberTemplate(load_default=STANDARD_NUMBER)
    number_templates = fields.Dict(keys=fields.Str(), values=NumberTemplate(), load_default=dict)
    authority = fields.Str(load_default="demo-authority", validate=validate.Length(min=1))
    authority_passphrase = fields.Str(validate=validate.Length(min=12))
