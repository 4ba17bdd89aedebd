# SPDX-License-Identifier: Apache-2.0
"""What a Kemendagri code may look like, and what it says of its place."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from balaikota.regions.codes import PROVINCES, is_code, level_of, parent_of
from balaikota.regions.models import Region

NATIONAL_LIST = Path(__file__).parents[3] / "shared/data/wilayah/wilayah_2025.csv.gz"


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("64.74", "city", None),
        ("64.74.01", "kecamatan", "64.74"),
        ("64.74.01.1006", "kelurahan", "64.74.01"),
        ("11.71.01.2001", "kelurahan", "11.71.01"),  # a desa inside a kota
        ("12.76.05.3001", "kelurahan", "12.76.05"),
    ],
)
def test_a_code_says_what_its_place_is_and_where_it_lies(code, level, parent):
    assert is_code(code)
    assert (level_of(code), parent_of(code)) == (level, parent)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "64",
        "6474",
        "64.74.",
        "64.74.1",
        "64.1",  # 64.10 after a spreadsheet
        "64,74",
        "64.74.01.100",
        "64.74.01.10061",
        "64.74.01.4001",  # no kind of place begins with 4
        "64.74.01.0001",
        "64.00",
        "64.74.00",
        "99.74",  # no such province
        "64.74\n",
        " 64.74",
        "６４.７４",
        "64.74.01.1006.01",
    ],
)
def test_anything_else_is_no_code(code):
    assert not is_code(code)


@pytest.mark.parametrize(
    ("code", "name", "full_name"),
    [
        ("64.74", "Kota Bontang", "Kota Bontang"),
        ("64.74.01", "Bontang Utara", "Kecamatan Bontang Utara"),
        ("64.74.01.1006", "Api-api", "Kelurahan Api-api"),
        ("11.71.01.2001", "Lampoh Daya", "Desa Lampoh Daya"),
        ("91.71.01.3001", "Enggros", "Desa adat Enggros"),
    ],
)
def test_a_place_is_called_by_its_kind(code, name, full_name):
    place = Region(code=code, parent_code=parent_of(code), level=level_of(code), name=name)
    assert place.full_name == full_name


def test_there_are_thirty_eight_provinces():
    assert len(PROVINCES) == 38


@pytest.mark.skipif(not NATIONAL_LIST.exists(), reason="the national list is not on this machine")
def test_every_code_of_the_national_list_below_a_province_is_a_code():
    with gzip.open(NATIONAL_LIST, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    codes = {row["kode"] for row in rows}
    assert {code for code in codes if "." not in code} == PROVINCES.keys()
    assert [code for code in codes if "." in code and not is_code(code)] == []
