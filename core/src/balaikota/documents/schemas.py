# SPDX-License-Identifier: Apache-2.0
"""What comes in and goes out."""

from __future__ import annotations

from marshmallow import fields, validate

from balaikota.documents.models import SIGNATURES
from balaikota.kernel.http import PageQuery
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.text import _

LONGEST_REASON = 1000


class VerificationSchema(Schema):
    """What a letter is worth, without the person whom it is about."""

    status = fields.Str(
        required=True,
        validate=validate.OneOf(["valid", "revoked", "superseded"]),
        metadata={"description": "Berlaku, dicabut, atau digantikan surat lain"},
    )
    code = fields.Str(required=True)
    title = fields.Str(required=True)
    number = fields.Str(required=True)
    letter_date = fields.Date(required=True)
    unit = fields.Str(required=True)
    signer = fields.Str(required=True)
    position = fields.Str(required=True)
    initials = fields.Str(required=True, allow_none=True)
    signed_at = fields.AwareDateTime(required=True, format="iso")
    signature_kind = fields.Str(required=True, validate=validate.OneOf(SIGNATURES))
    sha256 = fields.Str(required=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    replaced_by = fields.Str(required=True, allow_none=True)


class LetterQuery(PageQuery):
    """The list of letters, or the one with exactly this number."""

    nomor = fields.Str(load_default="", validate=validate.Length(max=100))


class RevocationForm(Schema):
    """Why a letter is revoked."""

    reason = fields.Str(
        required=True,
        validate=validate.Length(max=LONGEST_REASON, error=_("Alasan paling panjang {max} huruf")),
        error_messages={"required": _("Tulis alasan pencabutan")},
    )
