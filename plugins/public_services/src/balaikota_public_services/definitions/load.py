# SPDX-License-Identifier: Apache-2.0
"""From a folder ``<code>/service.toml`` and ``<code>/letter.typ`` to a checked definition."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import orjson
from marshmallow import ValidationError

from balaikota_public_services.definitions.faults import BrokenDefinitions, Fault, walk
from balaikota_public_services.definitions.form_checks import check_form
from balaikota_public_services.definitions.letter_checks import check_letter, check_template
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.definitions.shape import ServiceShape
from balaikota_public_services.definitions.workflow_checks import check_workflow

SERVICE = "service.toml"
LETTER = "letter.typ"
CODE = re.compile(r"[a-z][a-z0-9]{1,19}")


def read_services(folders: Iterable[Path]) -> dict[str, Definition]:
    """Every service in ``folders`` by its code; a later folder replaces a service of an earlier one.

    Raises :class:`BrokenDefinitions` with the faults of all of them.
    """
    found: dict[str, Definition] = {}
    faults: list[Fault] = []
    for folder in folders:
        if not folder.is_dir():
            faults.append(Fault(str(folder), "", "the folder does not exist"))
            continue
        for path in sorted(path for path in folder.iterdir() if _holds_a_service(path)):
            try:
                found[path.name] = read_service(path)
            except BrokenDefinitions as broken:
                faults += broken.faults
    if faults:
        raise BrokenDefinitions(faults)
    return found


def read_service(folder: Path) -> Definition:
    """The service in ``folder``. Raises :class:`BrokenDefinitions`."""
    place = f"{folder.parent.name}/{folder.name}"
    faults = []
    if not CODE.fullmatch(folder.name):
        faults.append(Fault(place, "", "the folder needs a short plain name such as sku"))
    content, template = _content(folder / SERVICE), _text(folder / LETTER)
    faults += [
        Fault(f"{place}/{name}", "", part)
        for name, part in ((SERVICE, content), (LETTER, template))
        if isinstance(part, _Unreadable)
    ]
    if isinstance(content, _Unreadable):
        raise BrokenDefinitions(faults)
    text = "" if isinstance(template, _Unreadable) else template
    try:
        service = definition_from(folder.name, content, text)
    except ValidationError as error:
        shape = walk(error.normalized_messages(), content)
        faults += [Fault(f"{place}/{SERVICE}", key, message) for key, message in shape]
        raise BrokenDefinitions(faults) from error
    faults += _faults_of(service, place)
    if faults:
        raise BrokenDefinitions(faults)
    return service


def definition_from(code: str, content: Mapping[str, Any], template: str) -> Definition:
    """The service that ``content`` (a parsed ``service.toml``) and ``template`` describe, checked for shape only.

    Also for stored versions: later checks must not stop a request that began before them. Raises ``ValidationError``.
    """
    whole = orjson.dumps([code, content, template], option=orjson.OPT_SORT_KEYS)
    return Definition(
        code=code,
        hash=hashlib.sha256(whole).hexdigest(),
        template=template,
        content=content,
        **ServiceShape().load(content),
    )


def _faults_of(service: Definition, place: str) -> list[Fault]:
    found = [
        *check_form(service),
        *check_workflow(service.workflow, service.letter.signer),
        *check_letter(service),
    ]
    faults = [Fault(f"{place}/{SERVICE}", key, message) for key, message in found]
    letter = check_template(service)
    return faults + [Fault(f"{place}/{LETTER}", key, message) for key, message in letter]


def _holds_a_service(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))


class _Unreadable(str):
    """Why a file gave nothing."""

    __slots__ = ()


def _text(path: Path) -> str | _Unreadable:
    try:
        return path.read_text(encoding="utf-8") or _Unreadable("is empty")
    except FileNotFoundError:
        return _Unreadable("is missing")
    except (OSError, UnicodeDecodeError) as error:
        return _Unreadable(f"cannot be read: {error}")


def _content(path: Path) -> dict[str, Any] | _Unreadable:
    text = _text(path)
    if isinstance(text, _Unreadable):
        return text
    try:
        return {name: _plain(value) for name, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        return _Unreadable(f"is no TOML: {error}")


def _plain(value: Any) -> Any:
    """What JSON can hold: dates as text."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value
