# SPDX-License-Identifier: Apache-2.0
"""What the registry tells of a citizen, and what citizens change themselves.

Whoever shows a profile to somebody else records that look first (``record_read``); only :func:`reveal_nik` does it
itself, because nothing else gives the whole NIK away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select

from balaikota.citizens.models import Citizen, Level, Status
from balaikota.citizens.nik import Sex, check_nik, mask_nik
from balaikota.citizens.reading import read_address
from balaikota.citizens.services.people import Reading, check_kelurahan
from balaikota.citizens.services.sealing import opened, sealed
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record, record_read
from balaikota.kernel.db import Session
from balaikota.kernel.problems import Forbidden, NotFound, Stale
from balaikota.kernel.text import _, gettext

NIK_READ: Final = "citizens.nik.read"


@dataclass(frozen=True, slots=True)
class Profile:
    """A citizen as shown to those who may see one. ``version`` is what ``update_address`` wants back."""

    citizen_id: UUID
    name: str
    masked_nik: str | None
    birth_date: date | None
    sex: Sex | None
    address: str | None
    domicile: str | None
    kelurahan_code: str | None
    level: Level
    status: Status
    version: int


def profile(session: Session, citizen_id: UUID) -> Profile:
    """The citizen's profile, NIK masked; the sex is the one in the NIK unless stated. Raises ``NotFound``.

    Not audited here: to the citizen it is their own; whoever shows it to another calls ``record_read``.
    """
    citizen = _citizen(session, citizen_id)
    digits = opened(session, citizen, "nik")
    born = opened(session, citizen, "birth_date")
    sex = cast("Sex | None", opened(session, citizen, "sex"))
    return Profile(
        citizen_id=citizen.id,
        name=opened(session, citizen, "name") or "",
        masked_nik=mask_nik(digits) if digits else None,
        birth_date=date.fromisoformat(born) if born else None,
        sex=sex or (check_nik(digits).sex if digits else None),
        address=opened(session, citizen, "address"),
        domicile=opened(session, citizen, "domicile"),
        kelurahan_code=citizen.kelurahan_code,
        level=citizen.level,
        status=citizen.status,
        version=citizen.version,
    )


def own_profile(session: Session, actor: Actor) -> Profile:
    """The actor's own profile. Raises ``NotFound`` where the account is nobody's."""
    if actor.citizen_id is None:
        raise NotFound
    return profile(session, actor.citizen_id)


def name_of(session: Session, citizen_id: UUID) -> str:
    """The citizen's name. Raises ``NotFound``."""
    return opened(session, _citizen(session, citizen_id), "name") or ""


def names_of(session: Session, citizen_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, for lists; an erased citizen is named as such, an unknown id is absent."""
    wanted = set(citizen_ids)
    if not wanted:
        return {}
    found = session.scalars(select(Citizen).where(Citizen.id.in_(wanted)))
    return {
        citizen.id: gettext("Warga yang datanya sudah dihapus")
        if citizen.status == "erased"
        else opened(session, citizen, "name") or ""
        for citizen in found
    }


def reveal_nik(
    session: Session,
    actor: Actor,
    citizen_id: UUID,
    *,
    unit_id: UUID | None = None,
    reason: str,
) -> str | None:
    """The whole NIK (None where there is none), for who holds ``citizens.nik.read``; the look is recorded first.

    ``unit_id`` is the unit that handles the case: the permission must be held there. ``reason`` says what for.
    Raises ``Forbidden``, ``NotFound``, ``AuditUnavailable``.
    """
    if not actor.may(NIK_READ, unit_id):
        raise Forbidden
    citizen = _citizen(session, citizen_id)
    record_read(
        session,
        actor,
        "citizens.nik_revealed",
        kind="citizens.citizen",
        object_id=citizen.id,
        subject_id=citizen.id,
        reason=reason,
    )
    return opened(session, citizen, "nik")


def update_address(
    session: Session,
    actor: Actor,
    citizen_id: UUID,
    *,
    version: int,
    address: str,
    kelurahan_code: str,
    domicile: str | None,
) -> Profile:
    """Change where the citizen lives; ``domicile`` None or empty means the address of the KTP.

    Raises ``Stale`` when somebody changed the profile after ``version``, ``Invalid`` with every fault, ``NotFound``.
    """
    citizen = _citizen(session, citizen_id)
    if citizen.version != version:
        raise Stale
    wanted = _read_addresses(session, address, kelurahan_code, domicile)
    if _places(session, citizen) != wanted:
        citizen.address = sealed(session, citizen.id, "address", wanted[0])
        citizen.domicile = sealed(session, citizen.id, "domicile", wanted[1])
        citizen.kelurahan_code = wanted[2]
        session.flush()
        record(
            session,
            actor,
            "citizens.address_changed",
            kind="citizens.citizen",
            object_id=citizen.id,
            subject_id=citizen.id,
        )
    return profile(session, citizen_id)


def _read_addresses(
    session: Session, address: str, kelurahan_code: str, domicile: str | None
) -> tuple[str | None, str | None, str | None]:
    reading = Reading()
    elsewhere = domicile if domicile and domicile.strip() else None
    places = (
        reading.read(read_address, address),
        reading.read(partial(read_address, field="domicile"), elsewhere),
        reading.read(partial(check_kelurahan, session), kelurahan_code),
    )
    reading.end()
    return places


def _places(session: Session, citizen: Citizen) -> tuple[str | None, str | None, str | None]:
    return (
        opened(session, citizen, "address"),
        opened(session, citizen, "domicile"),
        citizen.kelurahan_code,
    )


def _citizen(session: Session, citizen_id: UUID) -> Citizen:
    found = session.get(Citizen, citizen_id)
    if found is None:
        raise NotFound(_("Warga ini tidak ada"))
    return found
