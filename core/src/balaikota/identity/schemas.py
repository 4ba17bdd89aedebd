# SPDX-License-Identifier: Apache-2.0
"""What comes in and what goes out."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validate

from balaikota.kernel.http.validation import Schema
from balaikota.kernel.text import _

CODE = re.compile(r"\d{6}", re.ASCII)
LONGEST_INPUT = 1000
NOT_TOO_LONG = validate.Length(max=LONGEST_INPUT, error=_("Isian ini terlalu panjang"))


class Password(fields.String):
    """A password: taken exactly as it was typed, blanks at its ends included, and never shown again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            load_only=True,
            metadata={"exact": True, "format": "password"},
            validate=NOT_TOO_LONG,
            **options,
        )


class Code(fields.String):
    """Six digits, however they are grouped."""

    def _deserialize(self, value: Any, *place: Any, **options: Any) -> str:
        text = re.sub(r"[\s-]", "", str(super()._deserialize(value, *place, **options)))
        if not CODE.fullmatch(text):
            raise self.make_error("invalid")
        return text


def code_field() -> Code:
    """The field of a code, with its own sentence."""
    sentence = _("Kode terdiri dari 6 angka")
    return Code(required=True, error_messages={"invalid": sentence})


def contact_field() -> fields.String:
    """The field of a phone number or an e-mail address; the service says what is wrong with it."""
    return fields.String(required=True, validate=NOT_TOO_LONG)


class ContactProofRequestSchema(Schema):
    """An address that somebody says is theirs."""

    contact = contact_field()
    purpose = fields.String(
        required=True, validate=validate.OneOf(["register"], error=_("Tujuan ini tidak dikenal"))
    )


class ContactProofSchema(Schema):
    """A code is on its way; the same for every address."""

    id = fields.UUID()
    channel = fields.String()
    expires_at = fields.AwareDateTime()
    resend_at = fields.AwareDateTime()


class CodeSchema(Schema):
    """The code that was received."""

    code = code_field()


class ProofSchema(Schema):
    """The proof that registration asks for, good once."""

    proof = fields.String()
    expires_at = fields.AwareDateTime()


class SignInSchema(Schema):
    """A contact and its password."""

    contact = contact_field()
    password = Password(required=True)


class TokensSchema(Schema):
    """An access token for ten minutes and the refresh token for the next one."""

    access_token = fields.String()
    token_type = fields.String()
    expires_in = fields.Integer(metadata={"description": "seconds"})
    refresh_token = fields.String()


class EnrolmentSchema(Schema):
    """What an authenticator app needs: the secret in Base32, and the same as an otpauth address."""

    secret = fields.String()
    address = fields.String()


class ChallengeSchema(Schema):
    """The password was right; the second factor is owed. With ``enrolment`` the app must be set up first."""

    second_factor_required = fields.Boolean()
    challenge = fields.String()
    expires_in = fields.Integer(metadata={"description": "seconds"})
    enrolment = fields.Nested(EnrolmentSchema, allow_none=True)


class SecondFactorSchema(Schema):
    """The challenge and the code of the authenticator app."""

    challenge = fields.String(required=True, validate=NOT_TOO_LONG)
    code = code_field()


class RefreshSchema(Schema):
    """The refresh token; it works once."""

    refresh_token = fields.String(required=True, validate=NOT_TOO_LONG)


class ContactSchema(Schema):
    """A contact of the account, masked."""

    channel = fields.String()
    address = fields.String(attribute="masked")


class MeSchema(Schema):
    """Who is signed in."""

    account_id = fields.UUID()
    citizen_id = fields.UUID()
    display_name = fields.String()
    language = fields.String()
    contacts = fields.List(fields.Nested(ContactSchema))
    second_factor = fields.Boolean()
    permissions = fields.List(fields.String())


class ContactForm(Schema):
    """The first page of the registration."""

    contact = contact_field()
