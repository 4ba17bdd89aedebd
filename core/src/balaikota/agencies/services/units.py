# SPDX-License-Identifier: Apache-2.0
"""Offices: the tree of OPD, and which office serves which kelurahan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from balaikota.agencies.models import Unit, UnitKind
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Conflict, FieldError, Invalid, NotFound
from balaikota.kernel.text import _
from balaikota.regions.codes import level_of, parent_of
from balaikota.regions.models import Region

CODE = re.compile(r"[A-Za-z0-9]+([.\-][A-Za-z0-9]+)*")
LONGEST_NAME = 150
LONGEST_CODE = 30
LOCAL = ("kecamatan", "kelurahan")


class UnitCodeTaken(Conflict):
    """Another office has this code."""

    title = _("Kode unit ini sudah dipakai")


class RegionServed(Conflict):
    """Another office serves this kecamatan or kelurahan."""

    title = _("Wilayah ini sudah dilayani unit lain")


def units(*, kind: str | None = None, parent_id: UUID | None = None) -> Select[Unit]:
    """Offices of one ``kind`` or inside one office, for keyset pages by code."""
    query = select(Unit)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    return query if parent_id is None else query.where(Unit.parent_id == parent_id)


def unit(session: Session, unit_id: UUID) -> Unit:
    """The office ``unit_id``. Raises ``NotFound``."""
    return _found(session.get(Unit, unit_id))


def unit_by_code(session: Session, code: str) -> Unit:
    """The office with ``code``. Raises ``NotFound``."""
    return _found(session.scalar(select(Unit).where(Unit.code == code)))


def unit_for_region(session: Session, kelurahan_code: str) -> Unit:
    """The office that serves a kelurahan: its own, or its kecamatan's where it has none. Raises ``NotFound``."""
    around = parent_of(kelurahan_code) if "." in kelurahan_code else None
    query = select(Unit).where(
        Unit.region_code.in_(filter(None, (kelurahan_code, around))), Unit.kind.in_(LOCAL)
    )
    offices = {office.region_code: office for office in session.scalars(query)}
    return _found(offices.get(kelurahan_code) or offices.get(around))


def add_unit(
    session: Session,
    actor: Actor | None,
    *,
    code: str,
    name: str,
    kind: UnitKind,
    parent_id: UUID | None = None,
    region_code: str | None = None,
    letter_code: str = "",
    head_title: str = "",
    address: str | None = None,
    phone: str | None = None,
) -> Unit:
    """Add an office. ``letter_code`` is its ``code`` and ``head_title`` its kind's usual one unless given.

    A kecamatan or kelurahan names the region that it serves. Raises ``Invalid`` with every fault,
    ``UnitCodeTaken``, ``RegionServed``.
    """
    added = Unit(
        id=new_id(),
        code=code,
        name=" ".join(name.split()),
        kind=kind,
        parent_id=parent_id,
        region_code=region_code,
        letter_code=letter_code or code,
        head_title=head_title or {"kelurahan": "Lurah", "kecamatan": "Camat"}.get(kind, "Kepala"),
        address=address,
        phone=phone,
    )
    if faults := list(_faults(session, added)):
        raise Invalid(errors=faults)
    _store(session, added)
    record(session, actor, "agencies.unit_added", kind="agencies.unit", object_id=added.id)
    return added


def _faults(session: Session, added: Unit) -> Iterator[FieldError]:
    for field, code in (("code", added.code), ("letter_code", added.letter_code)):
        if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            sentence = _(
                "Kode hanya berisi huruf, angka, titik, dan tanda hubung, paling banyak 30"
            )
            yield FieldError(f"/{field}", sentence)
    if not added.name.isprintable() or not 0 < len(added.name) <= LONGEST_NAME:
        yield FieldError("/name", _("Nama unit wajib diisi, paling banyak 150 huruf"))
    if added.parent_id is not None and session.get(Unit, added.parent_id) is None:
        yield FieldError("/parent_id", _("Unit induk ini tidak ada"))
    if added.kind in LOCAL and added.region_code is None:
        yield FieldError("/region_code", _("Sebutkan kode wilayah yang dilayani"))
    if added.region_code is not None and not _fits(session, added.region_code, added.kind):
        yield FieldError(
            "/region_code", _("Wilayah ini tidak ada atau bukan {kind}", kind=added.kind)
        )


def _fits(session: Session, region_code: str, kind: UnitKind) -> bool:
    if session.get(Region, region_code) is None:
        return False
    return kind not in LOCAL or level_of(region_code) == kind


def _store(session: Session, added: Unit) -> None:
    """Let the database decide who was first; what lost is told by looking again."""
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError as error:
        taken = session.scalar(select(Unit.id).where(Unit.code == added.code)) is not None
        raise (UnitCodeTaken if taken else RegionServed) from error


def _found(office: Unit | None) -> Unit:
    if office is None:
        raise NotFound(_("Unit ini tidak ada"))
    return office
