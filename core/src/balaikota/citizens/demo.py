# SPDX-License-Identifier: Apache-2.0
"""About two hundred people of a demo city. None is real: names are drawn from lists, serials of NIKs are 99xx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from balaikota.citizens.models import Citizen
from balaikota.citizens.services import add_citizen_without_account
from balaikota.identity.services import (
    ContactAddress,
    ProvenContact,
    account_of_contact,
    create_account,
    display_name,
)
from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import DemoAccount
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.text import _
from balaikota.regions.models import Region
from balaikota.regions.services import kelurahan_of_city

PASSWORD: Final = "kota-contoh-2026"  # noqa: S105 - of demo people only
PEOPLE: Final = 200
YOUNGEST: Final = date(2008, 6, 1)
OLDEST: Final = date(1948, 1, 1)
WOMEN_ADD: Final = 40

WOMEN: Final = str.split(
    "Siti Aminah Nurhayati Rahmawati Dewi Fitriani Sri Wahyuni Hasnah Kartini Ratna Yuliana "
    "Marlina Sulastri Nadia Intan Melati Rosita Halimah Jumiati Endang Lestari Norhayati Salmah "
    "Maria Kristina Wulan "
)
MEN: Final = str.split(
    "Ahmad Budi Slamet Rudi Hendra Agus Suparman Andi Baharuddin Darmawan Eko Fajar Gunawan "
    "Hamzah Iwan Joko Kadir Lukman Muhammad Nasrun Rahman Syahrul Taufik Usman Wahyudi Yusuf "
    "Zainal Markus Petrus Asnawi "
)
FAMILY: Final = str.split(
    "Hidayat Santoso Saputra Wijaya Kusuma Harahap Siregar Nasution Pratama Ramadhan Maulana "
    "Setiawan Hakim Nugroho Firmansyah Daeng Lubis Effendi Suryani Permata Anggraini Puspita "
    "Safitri Handayani "
)
STREETS: Final = (
    "Jl. Contoh Raya",
    "Jl. Pasar Lama",
    "Jl. Pelabuhan",
    "Jl. Pupuk",
    "Jl. Kenanga",
    "Gg. Damai",
    "Jl. Sekolah",
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A person as drawn: sex L or P."""

    name: str
    sex: str
    birth_date: date


def seed(session: Session, rng: Random) -> list[DemoAccount]:
    """Make the people, each with an account; the first is Siti, whom the demo prints."""
    places = kelurahan_of_city(session)
    for number in range(1, PEOPLE + 1):
        drawn = Drawn("Siti Rahma", "P", date(1988, 3, 14)) if number == 1 else _draw(rng)
        home = _home_of_the_story(places) if number == 1 else rng.choice(places)
        citizen = _add(session, rng, drawn, number, home)
        create_account(
            session,
            account_id=new_id(),
            citizen_id=citizen.id,
            display_name=drawn.name,
            contact=ProvenContact("email", contact_of(number)),
            password=PASSWORD,
            language="id",
        )
    return [DemoAccount("citizens.trader", _("Warga, pedagang"), contact_of(1), PASSWORD)]


def contact_of(number: int) -> str:
    """The e-mail address of demo person ``number``."""
    return "siti@contoh.id" if number == 1 else f"warga{number:03}@contoh.id"


def demo_people(session: Session) -> list[Actor]:
    """The people of the demo city as if signed in, Siti first; other plugins seed with them."""
    people = []
    for number in range(1, PEOPLE + 1):
        account = account_of_contact(session, ContactAddress("email", contact_of(number)))
        if account is not None:
            name = display_name(session, account)
            people.append(Actor(account.id, new_id(), name, account.citizen_id))
    return people


def _home_of_the_story(places: list[Region]) -> Region:
    """The last kelurahan of the first kecamatan: in Bontang that is Api-Api."""
    first = min(place.parent_code or "" for place in places)
    return max(
        (place for place in places if place.parent_code == first), key=lambda place: place.code
    )


def _draw(rng: Random) -> Drawn:
    sex = rng.choice("LP")
    given = rng.choice(WOMEN if sex == "P" else MEN)
    # One name in six stands alone, as many do.
    name = given if rng.random() < 1 / 6 else f"{given} {rng.choice(FAMILY)}"
    days = (YOUNGEST - OLDEST).days
    return Drawn(name, sex, OLDEST + timedelta(days=rng.randrange(days)))


def _add(session: Session, rng: Random, drawn: Drawn, number: int, home: Region) -> Citizen:
    return add_citizen_without_account(
        session,
        None,
        name=drawn.name,
        nik=_nik(drawn, number, home),
        birth_date=drawn.birth_date,
        sex="P" if drawn.sex == "P" else "L",
        kelurahan_code=home.code,
        address=f"{rng.choice(STREETS)} No. {rng.randrange(1, 120)}, RT {rng.randrange(1, 40):03}",
        level="verified",
    )


def _nik(drawn: Drawn, number: int, home: Region) -> str:
    """Place, birth date (day + 40 for women) and a serial that no office gives out."""
    born = drawn.birth_date
    day = born.day + (WOMEN_ADD if drawn.sex == "P" else 0)
    kecamatan = home.code.replace(".", "")[:6]
    return f"{kecamatan}{day:02}{born:%m%y}99{number % 100:02}"
