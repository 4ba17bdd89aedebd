# SPDX-License-Identifier: Apache-2.0
"""Which places the city has."""

from __future__ import annotations

import pytest

from balaikota.kernel.problems import Invalid, NotFound
from balaikota.regions.services import (
    RegionExists,
    add_region,
    is_kelurahan_of_city,
    kecamatan_of_city,
    kelurahan_of_city,
    region,
)
from balaikota.testing.regions_factory import A_DESA, API_API, BONTANG_UTARA, CITY, LOK_TUAN


@pytest.fixture(autouse=True)
def noise(runtime, places):
    """A neighbouring city, among them a kelurahan of the same name and a code that only begins alike."""
    with runtime.database.write() as session:
        for code, name in (
            ("64.72", "Kota Samarinda"),
            ("64.72.01", "Palaran"),
            ("64.72.01.1001", "Api-api"),
        ):
            add_region(session, code=code, name=name)


def test_kelurahan_are_listed_by_name_with_their_kecamatan_and_desa_among_them(runtime):
    with runtime.database.read() as session:
        found = [(place.full_name, place.parent.name) for place in kelurahan_of_city(session)]
    assert found == [
        ("Kelurahan Api-api", "Bontang Utara"),
        ("Kelurahan Kanaan", "Bontang Barat"),
        ("Kelurahan Lok Tuan", "Bontang Utara"),
        ("Desa Suka Maju", "Bontang Barat"),
    ]


def test_kecamatan_are_listed_by_name(runtime):
    with runtime.database.read() as session:
        assert [place.name for place in kecamatan_of_city(session)] == [
            "Bontang Barat",
            "Bontang Utara",
        ]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (API_API, True),
        (A_DESA, True),
        (BONTANG_UTARA, False),
        (CITY, False),
        ("64.72.01.1001", False),
        ("64.74.01.1999", False),
        ("", False),
    ],
)
def test_only_kelurahan_and_desa_of_this_city_count(runtime, code, answer):
    with runtime.database.read() as session:
        assert is_kelurahan_of_city(session, code) is answer


def test_a_place_is_found_by_its_code(runtime):
    with runtime.database.read() as session:
        assert region(session, LOK_TUAN).name == "Lok Tuan"


def test_an_unknown_code_is_not_found(runtime):
    with runtime.database.read() as session, pytest.raises(NotFound):
        region(session, "64.74.09")


@pytest.mark.parametrize("code", ["6474", "64.74.01.9001", "99.01"])
def test_a_place_with_an_impossible_code_is_not_added(runtime, code):
    with runtime.database.write() as session, pytest.raises(Invalid):
        add_region(session, code=code, name="Entah")


def test_a_place_without_the_place_around_it_is_not_added(runtime):
    with runtime.database.write() as session, pytest.raises(Invalid) as refused:
        add_region(session, code="64.74.09.1001", name="Entah")
    assert str(refused.value.errors[0].detail) == "Wilayah 64.74.09 di atasnya belum ada"


def test_a_place_is_added_once(runtime):
    with runtime.database.write() as session, pytest.raises(RegionExists):
        add_region(session, code=API_API, name="Api-api")
