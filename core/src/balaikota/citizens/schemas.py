# SPDX-License-Identifier: Apache-2.0
"""What comes in and what goes out. What a value means is said by the services, so that one answer names every fault."""

from __future__ import annotations

from marshmallow import fields, validate

from balaikota.identity.schemas import LONGEST_INPUT, Password, TokensSchema
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.pages.languages import LANGUAGES
from balaikota.kernel.text import _

NOT_A_LANGUAGE = _("Pilih id atau en")
NOT_A_DAY = _("Tulis tanggal sebagai tahun-bulan-hari, misalnya 1985-03-27")


def _written(**options: object) -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST_INPUT), **options)  # type: ignore[arg-type]


class RegistrationSchema(Schema):
    """A person who registers, with the proof that they own a contact (``/api/v1/identity/contact-proofs``)."""

    proof = _written(required=True)
    name = _written(required=True)
    nik = _written(required=True, metadata={"description": "16 digits, as text"})
    birth_date = fields.Date(required=True, error_messages={"invalid": NOT_A_DAY})
    kelurahan_code = _written(required=True, metadata={"description": "64.74.01.1006"})
    address = _written(required=True)
    password = Password(required=True)
    language = fields.String(
        load_default="id", validate=validate.OneOf(list(LANGUAGES), error=NOT_A_LANGUAGE)
    )


class RegistrationForm(Schema):
    """The same on a page: nothing is required here, because the service has a sentence for each empty field."""

    name = _written(load_default="")
    nik = _written(load_default="")
    birth_date = _written(load_default="")
    kelurahan_code = _written(load_default="")
    address = _written(load_default="")
    password = Password(load_default="")
    nik_confirmed = fields.String(load_default="")


class RegisteredSchema(TokensSchema):
    """Signed in as the new citizen. ``warnings`` say where the NIK disagrees with the rest; it is taken anyway."""

    citizen_id = fields.UUID()
    warnings = fields.List(fields.String())


class AddressForm(Schema):
    """Where a citizen lives, on a page."""

    address = _written(load_default="")
    domicile = _written(load_default="")
    kelurahan_code = _written(load_default="")


class AddressSchema(Schema):
    """Where a citizen lives; what is left out stays, ``domicile`` null means the address of the KTP."""

    address = _written()
    domicile = _written(allow_none=True)
    kelurahan_code = _written()


class ProfileSchema(Schema):
    """A citizen, NIK masked."""

    citizen_id = fields.UUID()
    name = fields.String()
    nik = fields.String(attribute="masked_nik", allow_none=True)
    birth_date = fields.Date(allow_none=True)
    sex = fields.String(allow_none=True, metadata={"description": "L or P"})
    address = fields.String(allow_none=True)
    domicile = fields.String(allow_none=True)
    kelurahan_code = fields.String(allow_none=True)
    level = fields.String()
    status = fields.String()
