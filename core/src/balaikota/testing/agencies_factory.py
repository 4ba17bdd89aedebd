# SPDX-License-Identifier: Apache-2.0
"""Offices and officers for tests: a kecamatan with two kelurahan, and an OPD."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from balaikota.agencies.models import Officer, Unit
from balaikota.agencies.services import add_officer, add_position, add_unit
from balaikota.kernel.db import Session
from balaikota.testing.citizens_factory import make_citizen_with_account
from balaikota.testing.regions_factory import API_API, BONTANG_UTARA, LOK_TUAN


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of the test city."""

    kecamatan: Unit
    api_api: Unit
    lok_tuan: Unit
    diskominfo: Unit


def make_offices(session: Session) -> Offices:
    """Add the offices; the places (``regions_factory.add_places``) must be there."""
    kecamatan = add_unit(
        session,
        None,
        code="KEC-UTARA",
        name="Kecamatan Bontang Utara",
        kind="kecamatan",
        region_code=BONTANG_UTARA,
    )
    api_api = _kelurahan(
        session,
        kecamatan,
        "KEL-API",
        "Api-Api",
        API_API,
        address="Jl. Ir. H. Juanda No. 1",
        phone="(0548) 21001",
    )
    lok_tuan = _kelurahan(session, kecamatan, "KEL-LOK", "Lok Tuan", LOK_TUAN)
    diskominfo = add_unit(
        session,
        None,
        code="DISKOMINFO",
        name="Dinas Komunikasi dan Informatika",
        kind="opd",
        head_title="Kepala Dinas",
    )
    return Offices(kecamatan, api_api, lok_tuan, diskominfo)


def _kelurahan(
    session: Session,
    kecamatan: Unit,
    code: str,
    name: str,
    region_code: str,
    address: str | None = None,
    phone: str | None = None,
) -> Unit:
    return add_unit(
        session,
        None,
        code=code,
        name=f"Kelurahan {name}",
        kind="kelurahan",
        parent_id=kecamatan.id,
        region_code=region_code,
        address=address,
        phone=phone,
    )


def make_officer(
    session: Session, *, name: str = "H. Ahmad Yani, S.E.", nip: str | None = None
) -> Officer:
    """An officer with a citizen and an account of their own, who holds no position yet."""
    account = make_citizen_with_account(session, name=name)
    return add_officer(session, None, account_id=account.id, name=name, nip=nip)


def make_officer_in(
    session: Session,
    unit: Unit | None,
    role: str,
    *,
    name: str = "H. Ahmad Yani, S.E.",
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Officer:
    """An officer who holds a position with ``role`` in ``unit`` (None: the whole city)."""
    officer = make_officer(session, name=name)
    add_position(
        session,
        None,
        officer_id=officer.id,
        unit_id=unit.id if unit else None,
        title=title or role.capitalize(),
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return officer
