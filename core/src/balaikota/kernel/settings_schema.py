# SPDX-License-Identifier: Apache-2.0
"""The shape of the settings file. Each section refuses names that it does not know."""

from __future__ import annotations

import base64
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate, validates_schema

MINIMUM_KEY_BYTES = 32


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError(f"{name!r} is not a time zone such as Asia/Makassar") from error


def _check_master(text: str) -> None:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValidationError("must be base64; `balaikota keys new` makes one") from error
    if len(raw) < MINIMUM_KEY_BYTES or len(set(raw)) < MINIMUM_KEY_BYTES // 4:
        raise ValidationError(
            "is too weak: 32 random bytes are needed; `balaikota keys new` makes them"
        )


def _check_database(url: str) -> None:
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValidationError("must begin with sqlite:/// or postgresql://")


class CitySection(Schema):
    """``[city]``: whose city hall this is."""

    name = fields.Str(required=True, validate=validate.Length(min=1))
    code = fields.Str(
        required=True,
        validate=validate.Regexp(r"^\d{2}\.\d{2}$", error="must look like 64.74 (Kemendagri)"),
    )
    province = fields.Str(required=True)
    timezone = fields.Str(required=True, validate=_check_zone)
    government = fields.Str(required=True)
    tagline = fields.Str()
    address = fields.Str()
    phone = fields.Str()
    email = fields.Str()
    website = fields.Str()
    crest = fields.Str()
    brand = fields.Str(validate=validate.Regexp(r"^[a-z-]+$"))
    letter_place = fields.Str()


class ServerSection(Schema):
    """``[server]``: how it is reached."""

    mode = fields.Str(validate=validate.OneOf(["production", "demo", "test"]))
    base_url = fields.Url(schemes={"http", "https"}, require_tld=False)
    trusted_proxies = fields.Int(validate=validate.Range(min=0, max=5))
    max_body_bytes = fields.Int(validate=validate.Range(min=100_000))


class DatabaseSection(Schema):
    """``[database]``: the application role and, for migrations, the owner role."""

    url = fields.Str(required=True, validate=_check_database)
    owner_url = fields.Str(validate=_check_database)


class KeysSection(Schema):
    """``[keys]``: the master key, from which all others come."""

    master = fields.Str(required=True, validate=_check_master)


class MailSection(Schema):
    """``[mail]``: the SMTP server."""

    host = fields.Str()
    port = fields.Int(validate=validate.Range(min=1, max=65535))
    sender = fields.Email()
    user = fields.Str()
    password = fields.Str()
    starttls = fields.Bool()


class PhoneSection(Schema):
    """``[phone]``: the SMS or WhatsApp gateway."""

    url = fields.Url(schemes={"http", "https"}, require_tld=False)
    method = fields.Str(validate=validate.OneOf(["GET", "POST"]))
    headers = fields.Dict(keys=fields.Str(), values=fields.Str())
    json = fields.Dict(keys=fields.Str(), values=fields.Str())
    timeout_seconds = fields.Int(validate=validate.Range(min=1, max=60))


class FilesSection(Schema):
    """``[files]``: where uploads lie."""

    path = fields.Str()


class PluginsSection(Schema):
    """``[plugins]``: which ones this city chose."""

    enabled = fields.List(fields.Str(), required=True)


SECTIONS = frozenset({"city", "server", "database", "keys", "mail", "phone", "files", "plugins"})


class SettingsSchema(Schema):
    """The whole file; sections that are not the kernel's belong to plugins and are checked by them."""

    class Meta:
        unknown = INCLUDE

    city = fields.Nested(CitySection, required=True)
    server = fields.Nested(ServerSection)
    database = fields.Nested(DatabaseSection, required=True)
    keys = fields.Nested(KeysSection, required=True)
    mail = fields.Nested(MailSection)
    phone = fields.Nested(PhoneSection)
    files = fields.Nested(FilesSection)
    plugins = fields.Nested(PluginsSection)

    @validates_schema
    def _production_is_careful(self, values: dict[str, Any], **_options: object) -> None:
        server = values.get("server", {})
        if server.get("mode", "production") == "production" and not server.get(
            "base_url", ""
        ).startswith("https://"):
            raise ValidationError("in production an https:// address is needed", "server.base_url")
