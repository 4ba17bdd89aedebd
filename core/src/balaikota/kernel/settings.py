# SPDX-License-Identifier: Apache-2.0
"""Settings: one TOML file, and environment variables over it. Broken settings stop the start with every fault named.

``BALAIKOTA_SETTINGS`` names the file; ``BALAIKOTA_<SECTION>__<NAME>`` overrides a value and
``BALAIKOTA_<SECTION>__<NAME>_FILE`` takes it from a file (secrets in containers).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError

from balaikota.kernel.settings_schema import SECTIONS, SettingsSchema

PREFIX = "BALAIKOTA_"


class SettingsError(ValueError):
    """The settings cannot be used; the message lists each fault with its section and name."""


@dataclass(frozen=True, slots=True)
class City:
    """Whose city hall this is. ``code`` is the Kemendagri code, ``timezone`` WIB/WITA/WIT as an IANA name."""

    name: str
    code: str
    province: str
    timezone: str
    government: str
    tagline: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    crest: Path | None = None
    brand: str = "laut"
    letter_place: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def crest_url(self) -> str | None:
        """The address of the crest on our pages, if the city gave one."""
        return "/lambang" if self.crest else None


@dataclass(frozen=True, slots=True)
class Server:
    """How the city hall is reached. ``mode`` production refuses weak settings; demo prints codes to the log."""

    mode: str = "production"
    base_url: str = "http://localhost:8000"
    trusted_proxies: int = 0
    max_body_bytes: int = 40_000_000

    @property
    def secure(self) -> bool:
        """Whether people reach us over HTTPS, so cookies may be ``Secure`` and ``__Host-``."""
        return self.base_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Mail:
    """The SMTP server; no host means no e-mail channel."""

    host: str = ""
    port: int = 587
    sender: str = ""
    user: str = ""
    password: str = ""
    starttls: bool = True


@dataclass(frozen=True, slots=True)
class PhoneGateway:
    """A generic HTTP gateway for SMS or WhatsApp: ``{address}`` and ``{body}`` are filled in; no url, no channel."""

    url: str = ""
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    json: dict[str, str] = field(default_factory=dict)
    timeout_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between cities and machines. ``folder`` is where relative paths start."""

    folder: Path
    city: City
    database_url: str
    database_owner_url: str
    master_key: str
    server: Server = field(default_factory=Server)
    mail: Mail = field(default_factory=Mail)
    phone: PhoneGateway = field(default_factory=PhoneGateway)
    files_path: Path = Path("files")
    enabled: tuple[str, ...] | None = None
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def section(self, name: str, schema: type[Schema]) -> dict[str, Any]:
        """The plugin's own section, validated by its schema. Raises :class:`SettingsError`."""
        try:
            return dict(schema().load(dict(self.sections.get(name, {}))))
        except ValidationError as error:
            raise SettingsError("\n".join(_faults({name: error.normalized_messages()}))) from error


def load_settings(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings file and the environment over it. Raises :class:`SettingsError`."""
    name = path or (
        Path(environ["BALAIKOTA_SETTINGS"]) if "BALAIKOTA_SETTINGS" in environ else None
    )
    values: dict[str, Any] = {}
    if name is not None:
        try:
            values = tomllib.loads(name.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"settings file {name}: {error}") from error
    return read_settings(
        values, environ=environ, folder=name.resolve().parent if name else Path.cwd()
    )


def read_settings(values: dict[str, Any], *, environ: Mapping[str, str], folder: Path) -> Settings:
    """Validate ``values`` with the environment over them; relative paths start at ``folder``."""
    try:
        clean = SettingsSchema().load(_with_environment(values, environ))
    except ValidationError as error:
        raise SettingsError("\n".join(_faults(error.normalized_messages()))) from error
    crest = clean["city"].pop("crest", None)
    return Settings(
        folder=folder,
        city=City(**clean["city"], crest=folder / crest if crest else None),
        database_url=clean["database"]["url"],
        database_owner_url=clean["database"].get("owner_url") or clean["database"]["url"],
        master_key=clean["keys"]["master"],
        server=Server(**clean.get("server", {})),
        mail=Mail(**clean.get("mail", {})),
        phone=PhoneGateway(**clean.get("phone", {})),
        files_path=folder / clean.get("files", {}).get("path", "files"),
        enabled=tuple(enabled)
        if (enabled := clean.get("plugins", {}).get("enabled")) is not None
        else None,
        sections={name: section for name, section in clean.items() if name not in SECTIONS},
    )


def _with_environment(values: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    merged = {
        name: dict(section) if isinstance(section, Mapping) else section
        for name, section in values.items()
    }
    for variable, given in environ.items():
        section, separator, name = variable.removeprefix(PREFIX).lower().partition("__")
        if not variable.startswith(PREFIX) or not separator:
            continue
        if name.endswith("_file"):
            name = name.removesuffix("_file")
            merged.setdefault(section, {})[name] = Path(given).read_text(encoding="utf-8").strip()
        else:
            is_list = (section, name) == ("plugins", "enabled")
            merged.setdefault(section, {})[name] = given.split() if is_list else given
    return merged


def _faults(messages: object, place: str = "") -> list[str]:
    if isinstance(messages, dict):
        return [
            line
            for key, inner in messages.items()
            for line in _faults(inner, f"{place}.{key}".strip("."))
        ]
    if isinstance(messages, list):
        return [f"{place}: {message}" for message in messages]
    return [f"{place}: {messages}"]
