# SPDX-License-Identifier: Apache-2.0
"""Places for tests: a kota with two kecamatan, kelurahan and, because 19 kota have them, a desa."""

from __future__ import annotations

from balaikota.kernel.db import Session
from balaikota.regions.models import Region
from balaikota.regions.services import add_region

CITY = "64.74"
BONTANG_UTARA = "64.74.01"
BONTANG_BARAT = "64.74.03"
API_API = "64.74.01.1006"
LOK_TUAN = "64.74.01.1003"
KANAAN = "64.74.03.1003"
A_DESA = "64.74.03.2001"

PLACES = (
    (CITY, "Kota Bontang", None),
    (BONTANG_UTARA, "Bontang Utara", None),
    (BONTANG_BARAT, "Bontang Barat", None),
    (API_API, "Api-api", "75311"),
    (LOK_TUAN, "Lok Tuan", "75314"),
    (KANAAN, "Kanaan", "75383"),
    (A_DESA, "Suka Maju", None),  # made up: the real Bontang has kelurahan only
)


def add_places(session: Session) -> dict[str, Region]:
    """Add the places of the test city (``balaikota.testing.city``); returns them by code."""
    return {
        code: add_region(session, code=code, name=name, postcode=postcode)
        for code, name, postcode in PLACES
    }
