# SPDX-License-Identifier: Apache-2.0
"""The public list of places."""

from __future__ import annotations

import pytest

from balaikota.regions.models import Region
from balaikota.testing.regions_factory import (
    A_DESA,
    API_API,
    BONTANG_BARAT,
    BONTANG_UTARA,
    CITY,
    KANAAN,
    LOK_TUAN,
)

ADDRESS = "/api/v1/regions"


def codes(answer) -> list[str]:
    return [item["code"] for item in answer.get_json()["items"]]


def test_anybody_may_list_the_kelurahan_of_a_kecamatan(client, places):
    answer = client.get(ADDRESS, query_string={"parent": BONTANG_UTARA})
    assert answer.status_code == 200
    assert answer.get_json() == {
        "items": [
            {
                "code": LOK_TUAN,
                "parent_code": BONTANG_UTARA,
                "level": "kelurahan",
                "name": "Lok Tuan",
                "full_name": "Kelurahan Lok Tuan",
                "postcode": "75314",
            },
            {
                "code": API_API,
                "parent_code": BONTANG_UTARA,
                "level": "kelurahan",
                "name": "Api-api",
                "full_name": "Kelurahan Api-api",
                "postcode": "75311",
            },
        ],
        "next": None,
    }


def test_places_may_be_listed_by_level(client, places):
    answer = client.get(ADDRESS, query_string={"level": "kelurahan"})
    assert codes(answer) == [LOK_TUAN, API_API, KANAAN, A_DESA]
    assert codes(client.get(ADDRESS, query_string={"level": "city"})) == [CITY]


def test_a_kecamatan_that_does_not_exist_has_no_places(client, places):
    assert client.get(ADDRESS, query_string={"parent": "64.74.09"}).get_json() == {
        "items": [],
        "next": None,
    }


def test_pages_follow_one_another_without_a_gap(client, places):
    seen, after = [], None
    for _page in range(4):
        query = {"limit": 2} | ({"after": after} if after else {})
        answer = client.get(ADDRESS, query_string=query)
        seen.append(codes(answer))
        after = answer.get_json()["next"]
    assert seen == [[CITY, BONTANG_UTARA], [LOK_TUAN, API_API], [BONTANG_BARAT, KANAAN], [A_DESA]]
    assert after is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"parent": "6474"}, "/parent"),
        ({"parent": ""}, "/parent"),
        ({"level": "desa"}, "/level"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "banyak"}, "/limit"),
        ({"name": "Api-api"}, "/name"),
    ],
)
def test_a_wrong_filter_is_named(client, query, pointer):
    answer = client.get(ADDRESS, query_string=query)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.get_json()["errors"]] == [pointer]


def test_a_cursor_that_is_not_ours_is_refused(client, places):
    assert client.get(ADDRESS, query_string={"after": "zzz"}).status_code == 400


def test_the_list_may_be_kept_and_asked_for_again_cheaply(client, runtime, places):
    first = client.get(ADDRESS)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    with runtime.database.write() as session:
        session.get(Region, API_API).name = "Api-Api"
    changed = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_list_cannot_be_changed_through_the_api(client):
    assert client.post(ADDRESS, json={}).status_code == 405
