# SPDX-License-Identifier: Apache-2.0
"""Citizens for tests. Their NIKs are synthetic: serials 99xx, so that they are hardly anybody's."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from balaikota.citizens.models import Citizen
from balaikota.citizens.nik import Sex
from balaikota.citizens.services import add_citizen_without_account
from balaikota.identity.models import Account
from balaikota.kernel.db import Session
from balaikota.testing.identity_factory import make_account

BORN = date(1985, 3, 27)
NAME = "Siti Rahmawati"
ADDRESS = "Jl. Ir. H. Juanda No. 12, RT 005"
WOMEN = 40
_serials = itertools.cycle(range(9901, 10000))


def synthetic_nik(
    *,
    serial: int | None = None,
    birth_date: date = BORN,
    sex: Sex = "P",
    kecamatan: str = "64.74.01",
) -> str:
    """A NIK that fits ``birth_date`` and ``sex``, with the next serial from 9901 on unless one is given."""
    day = birth_date.day + (WOMEN if sex == "P" else 0)
    birth = f"{day:02}{birth_date.month:02}{birth_date.year % 100:02}"
    return f"{kecamatan.replace('.', '')}{birth}{serial or next(_serials):04}"


def make_citizen(session: Session, **given: Any) -> Citizen:
    """A citizen without account; ``given`` goes to ``add_citizen_without_account``."""
    person: dict[str, Any] = {
        "name": NAME,
        "nik": synthetic_nik(),
        "birth_date": BORN,
        "address": ADDRESS,
    }
    return add_citizen_without_account(session, None, **(person | given))


def make_citizen_with_account(
    session: Session, *, contact: str | None = None, **given: Any
) -> Account:
    """The account of a new citizen, with a proved contact."""
    citizen = make_citizen(session, **given)
    name = given.get("name", NAME)
    return make_account(session, contact=contact, display_name=name, citizen_id=citizen.id)
