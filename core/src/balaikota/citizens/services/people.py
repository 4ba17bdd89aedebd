# SPDX-License-Identifier: Apache-2.0
"""A person as somebody wrote them down: read as a whole, so that one answer names every fault; then stored sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from balaikota.citizens.models import Citizen, Level
from balaikota.citizens.nik import Nik, Sex, check_nik
from balaikota.citizens.reading import read_address, read_birth_date, read_name
from balaikota.citizens.services.sealing import nik_fingerprint, sealed
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Conflict, FieldError, Invalid
from balaikota.kernel.text import _
from balaikota.regions.services import is_kelurahan_of_city

Given = TypeVar("Given")
Read = TypeVar("Read")

NOT_HERE = _("Pilih kelurahan atau desa di kota ini")


class NikTaken(Conflict):
    """A verified citizen has this NIK. Only officers who verify may learn it."""

    title = _("NIK ini milik warga lain yang sudah diverifikasi")


@dataclass(frozen=True, slots=True)
class Person:
    """What was read about a person and found possible."""

    name: str
    nik: Nik | None
    birth_date: date | None
    sex: Sex | None
    kelurahan_code: str | None
    address: str | None


@dataclass(slots=True)
class Reading:
    """Reads one value after another and keeps what is wrong with each."""

    faults: list[FieldError] = field(default_factory=list)

    def read(self, reader: Callable[[Given], Read], given: Given | None) -> Read | None:
        """What ``reader`` makes of ``given``; None for nothing and for a fault."""
        if given is None:
            return None
        try:
            return reader(given)
        except Invalid as refused:
            self.faults.extend(refused.errors)
            return None

    def end(self) -> None:
        """Raise ``Invalid`` with all that was wrong."""
        if self.faults:
            raise Invalid(errors=self.faults)


def read_person(
    session: Session,
    reading: Reading,
    *,
    name: str,
    nik: str | None,
    birth_date: date | str | None,
    kelurahan_code: str | None,
    address: str | None,
    sex: Sex | None = None,
) -> Person:
    """Read all that is given; faults stand in ``reading``, and only when it ends without any is the person whole."""
    today = session.runtime.today()
    return Person(
        name=reading.read(read_name, name) or "",
        nik=reading.read(check_nik, nik),
        birth_date=reading.read(partial(read_birth_date, today=today), birth_date),
        sex=sex,
        kelurahan_code=reading.read(partial(check_kelurahan, session), kelurahan_code),
        address=reading.read(read_address, address),
    )


def check_kelurahan(session: Session, code: str) -> str:
    """``code`` if it is a kelurahan or desa of this city. Raises ``Invalid`` at ``/kelurahan_code``."""
    if not is_kelurahan_of_city(session, code):
        raise Invalid(errors=[FieldError("/kelurahan_code", NOT_HERE)])
    return code


def store_person(session: Session, person: Person, *, level: Level) -> Citizen:
    """Make ``person`` a citizen. Raises ``NikTaken`` for a second verified citizen of the same NIK."""
    citizen_id = new_id()
    digits = person.nik.digits if person.nik else None
    born = person.birth_date.isoformat() if person.birth_date else None
    fingerprint = nik_fingerprint(session, digits) if digits else None
    if level == "verified" and fingerprint is not None:
        _refuse_taken(session, fingerprint)
    citizen = Citizen(
        id=citizen_id,
        name=sealed(session, citizen_id, "name", person.name),
        nik=sealed(session, citizen_id, "nik", digits),
        nik_fingerprint=fingerprint,
        birth_date=sealed(session, citizen_id, "birth_date", born),
        sex=sealed(session, citizen_id, "sex", person.sex),
        address=sealed(session, citizen_id, "address", person.address),
        kelurahan_code=person.kelurahan_code,
        level=level,
        status="active",
        created_at=session.now(),
    )
    session.add(citizen)
    session.flush()
    return citizen


def _refuse_taken(session: Session, fingerprint: bytes) -> None:
    query = select(Citizen.id).where(
        Citizen.nik_fingerprint == fingerprint, Citizen.level == "verified"
    )
    if session.scalar(query) is not None:
        raise NikTaken
