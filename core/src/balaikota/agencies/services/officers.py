# SPDX-License-Identifier: Apache-2.0
"""Officers and the positions that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from balaikota.agencies.models import Officer, Position, Unit
from balaikota.identity.services import account as account_by_id
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Conflict, FieldError, Invalid, NotFound
from balaikota.kernel.text import Text, _

NIP = re.compile(r"[0-9]{18}")
ROLE = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_NAME = 150
BACKWARDS = _("Hari terakhir tidak boleh sebelum hari pertama")


class AccountIsOfficer(Conflict):
    """The account belongs to an officer already."""

    title = _("Akun ini sudah terdaftar sebagai petugas")


class NipTaken(Conflict):
    """Another officer has this NIP."""

    title = _("NIP ini sudah dipakai petugas lain")


def officer(session: Session, officer_id: UUID) -> Officer:
    """The officer ``officer_id``. Raises ``NotFound``."""
    found = session.get(Officer, officer_id)
    if found is None:
        raise NotFound(_("Petugas ini tidak ada"))
    return found


def officer_of(session: Session, account_id: UUID) -> Officer | None:
    """The officer who signs in with this account, or None; they need not hold a position today."""
    return session.scalar(select(Officer).where(Officer.account_id == account_id))


def officer_names(session: Session, officer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for lists; an unknown id is absent."""
    wanted = set(officer_ids)
    if not wanted:
        return {}
    query = select(Officer.id, Officer.name).where(Officer.id.in_(wanted))
    return {row.id: row.name for row in session.execute(query)}


def positions_of(session: Session, officer_id: UUID) -> list[Position]:
    """The positions that the officer holds today, the longest held first."""
    query = select(Position).where(Position.officer_id == officer_id, held_on(_today(session)))
    return list(session.scalars(query.order_by(Position.starts_on, Position.id)))


def position_in(session: Session, officer_id: UUID, unit_id: UUID) -> Position | None:
    """The position by which the officer acts in the unit today: one there, else one for the whole city."""
    positions = positions_of(session, officer_id)
    here = [position for position in positions if position.unit_id == unit_id]
    everywhere = [position for position in positions if position.unit_id is None]
    return next(iter(here + everywhere), None)


def held_on(day: date) -> ColumnElement[bool]:
    """The condition of positions that count on ``day``, first and last day included."""
    return (Position.starts_on <= day) & (Position.ends_on.is_(None) | (Position.ends_on >= day))


def add_officer(
    session: Session, actor: Actor | None, *, account_id: UUID, name: str, nip: str | None = None
) -> Officer:
    """Make the person behind an account an officer; what they may do comes with a position.

    ``name`` as letters write it, titles included; ``nip`` 18 digits, blanks between them are taken out. Raises
    ``Invalid`` with every fault, ``NotFound`` for no such account, ``AccountIsOfficer``, ``NipTaken``.
    """
    plain_nip = re.sub(r"[ .]", "", nip) if nip else None
    added = Officer(id=new_id(), account_id=account_id, name=" ".join(name.split()), nip=plain_nip)
    faults = []
    if not _is_name(added.name):
        faults.append(FieldError("/name", _("Nama petugas wajib diisi, paling banyak 150 huruf")))
    if plain_nip is not None and not NIP.fullmatch(plain_nip):
        faults.append(FieldError("/nip", _("NIP terdiri dari 18 angka")))
    if faults:
        raise Invalid(errors=faults)
    subject_id = account_by_id(session, account_id).citizen_id
    _store(session, added)
    record(
        session,
        actor,
        "agencies.officer_added",
        kind="agencies.officer",
        object_id=added.id,
        subject_id=subject_id,
    )
    return added


def add_position(
    session: Session,
    actor: Actor | None,
    *,
    officer_id: UUID,
    unit_id: UUID | None,
    title: str,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Position:
    """Give an officer a position: from ``starts_on`` (today unless given) to ``ends_on``, both included.

    Raises ``Invalid`` with every fault and ``NotFound`` for no such officer.
    """
    added = Position(
        id=new_id(),
        officer_id=officer(session, officer_id).id,
        unit_id=unit_id,
        title=" ".join(title.split()),
        role=role,
        starts_on=starts_on or _today(session),
        ends_on=ends_on,
    )
    _check_position(session, added)
    session.add(added)
    session.flush()
    _record(session, actor, "agencies.position_added", added)
    return added


def end_position(
    session: Session, actor: Actor | None, position_id: UUID, *, ends_on: date
) -> Position:
    """Set the last day of a position. Raises ``NotFound`` and ``Invalid`` for a day before its first."""
    ended = session.get(Position, position_id)
    if ended is None:
        raise NotFound(_("Jabatan ini tidak ada"))
    if ends_on < ended.starts_on:
        raise Invalid(errors=[FieldError("/ends_on", BACKWARDS)])
    ended.ends_on = ends_on
    session.flush()
    _record(session, actor, "agencies.position_ended", ended)
    return ended


def _check_position(session: Session, position: Position) -> None:
    faults: list[tuple[str, Text]] = []
    if not _is_name(position.title):
        faults.append(("title", _("Nama jabatan wajib diisi, paling banyak 150 huruf")))
    if not ROLE.fullmatch(position.role):
        faults.append(("role", _("Peran hanya berisi huruf kecil, angka, dan garis bawah")))
    if position.unit_id is not None and session.get(Unit, position.unit_id) is None:
        faults.append(("unit_id", _("Unit ini tidak ada")))
    if position.ends_on is not None and position.ends_on < position.starts_on:
        faults.append(("ends_on", BACKWARDS))
    if faults:
        raise Invalid(errors=[FieldError(f"/{field}", text) for field, text in faults])


def _is_name(text: str) -> bool:
    return text.isprintable() and 0 < len(text) <= LONGEST_NAME


def _store(session: Session, added: Officer) -> None:
    try:
        with session.begin_nested():
            session.add(added)
    except IntegrityError as error:
        taken = officer_of(session, added.account_id) is not None
        raise (AccountIsOfficer if taken else NipTaken) from error


def _record(session: Session, actor: Actor | None, action: str, position: Position) -> None:
    record(
        session,
        actor,
        action,
        kind="agencies.position",
        object_id=position.id,
        officer_id=str(position.officer_id),
        role=position.role,
        unit_id=str(position.unit_id) if position.unit_id else None,
    )


def _today(session: Session) -> date:
    return session.runtime.today()
