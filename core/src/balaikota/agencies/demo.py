# SPDX-License-Identifier: Apache-2.0
"""Offices of the demo city and the people who work there: a lurah and an officer in every kelurahan."""

from __future__ import annotations

import base64
from datetime import timedelta
from random import Random
from typing import Final
from uuid import UUID

from balaikota.agencies.models import Unit
from balaikota.agencies.services import (
    add_officer,
    add_position,
    add_unit,
    grants_of,
    officers_who_may,
)
from balaikota.citizens.demo import FAMILY, MEN, PASSWORD, WOMEN
from balaikota.citizens.services import add_citizen_without_account
from balaikota.identity.services import ProvenContact, create_account
from balaikota.identity.services.totp import enrol
from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import DemoAccount
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.text import Text, _
from balaikota.regions.models import Region
from balaikota.regions.services import kecamatan_of_city, kelurahan_of_city

AGENCIES: Final = (
    ("DISDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DINSOS", "Dinas Sosial"),
    ("DKUKMP", "Dinas Koperasi, UKM, dan Perdagangan"),
    ("DLH", "Dinas Lingkungan Hidup"),
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika"),
)
TITLES: Final = ("S.E.", "S.Sos.", "S.IP.", "S.H.", "S.STP.")
ADMIN: Final = "admin@contoh.id"


class _Staff:
    """Makes officers one after the other, each with citizen, account, second factor and position."""

    def __init__(self, session: Session, rng: Random) -> None:
        self._session = session
        self._rng = rng
        self._number = 0

    def hire(self, contact: str, unit: Unit | None, title: str, role: str) -> str:
        """Add one officer and return the secret of the second factor."""
        session, rng = self._session, self._rng
        self._number += 1
        name = f"{rng.choice(rng.choice((WOMEN, MEN)))} {rng.choice(FAMILY)}"
        citizen = add_citizen_without_account(session, None, name=name)
        account = create_account(
            session,
            account_id=new_id(),
            citizen_id=citizen.id,
            display_name=name,
            contact=ProvenContact("email", contact),
            password=PASSWORD,
            language="id",
        )
        secret = base64.b32encode(rng.randbytes(20)).decode()
        enrol(session, account.id, secret)
        officer = add_officer(
            session,
            None,
            account_id=account.id,
            name=f"{name}, {rng.choice(TITLES)}",
            nip=f"19{rng.randrange(70, 99)}0101201{rng.randrange(10)}01{self._number:04}",
        )
        unit_id: UUID | None = unit.id if unit else None
        add_position(
            session,
            None,
            officer_id=officer.id,
            unit_id=unit_id,
            title=title,
            role=role,
            starts_on=session.runtime.today()
            - timedelta(days=365),  # requests of the demo lie in the past
        )
        return secret


def seed(session: Session, rng: Random) -> list[DemoAccount]:
    """Make offices and officers; the accounts of one kelurahan and of the administrator are printed."""
    for code, name in AGENCIES:
        add_unit(session, None, code=code, name=name, kind="opd", phone="(0000) 000000")
    staff = _Staff(session, rng)
    printed: list[DemoAccount] = []
    for district in sorted(kecamatan_of_city(session), key=lambda place: place.code):
        office = _office(session, district, "kecamatan", None)
        staff.hire(f"camat.{_slug(district)}@contoh.id", office, "Camat", "camat")
        villages = [
            place
            for place in sorted(kelurahan_of_city(session), key=lambda place: place.code)
            if place.parent_code == district.code
        ]
        for village in villages:
            accounts = _kelurahan(session, staff, village, office.id)
            if not printed and village is villages[-1]:
                printed = accounts
    secret = staff.hire(ADMIN, None, "Administrator", "admin")
    return [*printed, _account("agencies.admin", _("Administrator kota"), ADMIN, secret)]


def demo_officer(session: Session, permission: str, unit_id: UUID) -> Actor:
    """Whose daily work ``permission`` is in the unit, as if signed in: whoever may do least besides.

    Raises ``ValueError`` when nobody may.
    """
    able = officers_who_may(session, permission, unit_id)
    held = {found: frozenset(grants_of(session, found.account_id)) for found in able}
    found = min(held, key=lambda officer: len(held[officer]))
    return Actor(found.account_id, new_id(), display_name=found.name, grants=held[found])


def _kelurahan(
    session: Session, staff: _Staff, village: Region, parent_id: UUID
) -> list[DemoAccount]:
    office = _office(session, village, "kelurahan", parent_id)
    slug = _slug(village)
    desk, head = f"petugas.{slug}@contoh.id", f"lurah.{slug}@contoh.id"
    first = staff.hire(desk, office, "Petugas Pelayanan", "front_officer")
    middle = f"kasi.{slug}@contoh.id"
    second = staff.hire(middle, office, "Kepala Seksi Pelayanan", "section_head")
    third = staff.hire(head, office, "Lurah", "lurah")
    return [
        _account("agencies.front_officer", _("Petugas {unit}", unit=office.name), desk, first),
        _account(
            "agencies.section_head", _("Kepala seksi {unit}", unit=office.name), middle, second
        ),
        _account("agencies.lurah", _("Lurah {place}", place=village.name), head, third),
    ]


def _office(session: Session, place: Region, kind: str, parent_id: UUID | None) -> Unit:
    return add_unit(
        session,
        None,
        code="".join(word[:1] for word in place.name.upper().replace("-", " ").split())[:2]
        + place.code.replace(".", "")[-4:],
        name=f"{kind.capitalize()} {place.name}",
        kind="kecamatan" if kind == "kecamatan" else "kelurahan",
        parent_id=parent_id,
        region_code=place.code,
        address=f"Jl. Contoh No. {int(place.code.replace('.', '')[-2:])}, {session.runtime.city.name}",
        phone="(0000) 000000",
    )


def _account(name: str, role: Text, contact: str, secret: str) -> DemoAccount:
    return DemoAccount(name, role, contact, PASSWORD, secret)


def _slug(place: Region) -> str:
    return place.name.lower().replace(" ", "").replace("-", "")
