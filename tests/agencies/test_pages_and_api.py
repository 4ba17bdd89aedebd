# SPDX-License-Identifier: Apache-2.0
"""The admin's list of offices and officers, and what the public may know of offices."""

from __future__ import annotations

from datetime import date

import pytest

from balaikota.identity.services import account
from balaikota.testing.agencies_factory import make_officer_in
from balaikota.testing.citizens_factory import make_citizen_with_account
from balaikota.testing.identity_factory import officer_client, page_client, path_of

PAGE = "/petugas/perangkat-daerah"
UNITS = "/api/v1/agencies/units"


@pytest.fixture
def staff(runtime, offices):
    """Officers in several offices, with positions of the past and of the future."""
    with runtime.database.write() as session:
        make_officer_in(session, offices.api_api, "desk_head", name="Yani", title="Lurah Api-Api")
        make_officer_in(session, offices.lok_tuan, "desk_head", name="Zainal", title="Lurah")
        make_officer_in(
            session,
            offices.api_api,
            "desk_head",
            name="Pensiunan",
            starts_on=date(2020, 1, 1),
            ends_on=date(2026, 11, 17),
        )
        make_officer_in(
            session, offices.api_api, "desk_head", name="Calon", starts_on=date(2027, 1, 1)
        )


def shown_to(app, runtime, unit, role="admin", **options) -> tuple[int, str]:
    with runtime.database.write() as session:
        officer = make_officer_in(session, unit, role, name="Rina")
        own = account(session, officer.account_id)
    answer = officer_client(app, own).get(PAGE, **options)
    return answer.status_code, answer.get_data(as_text=True)


def test_an_admin_of_the_city_sees_every_office_and_who_is_in_it(app, runtime, offices, staff):
    status, page = shown_to(app, runtime, None)
    assert status == 200
    for word in ("Kelurahan Api-Api", "Kelurahan Lok Tuan", "Yani", "Zainal", "Rina", "Calon"):
        assert word in page
    assert "Belum mulai" in page
    assert "Pensiunan" not in page


def test_an_admin_of_one_office_sees_that_one_only(app, runtime, offices, staff):
    status, page = shown_to(app, runtime, offices.api_api)
    assert (status, "Yani" in page) == (200, True)
    for word in ("Lok Tuan", "Zainal", "Seluruh kota"):
        assert word not in page


def test_other_officers_do_not_see_it(app, runtime, offices, staff):
    assert shown_to(app, runtime, offices.api_api, role="desk_head")[0] == 403


def test_an_admin_without_the_second_factor_does_not_see_it(app, runtime, offices):
    with runtime.database.write() as session:
        officer = make_officer_in(session, None, "admin")
        own = account(session, officer.account_id)
    assert page_client(app, own).get(PAGE).status_code == 403


def test_citizens_and_visitors_do_not_see_it(app, client, runtime, offices):
    with runtime.database.write() as session:
        citizen = make_citizen_with_account(session)
    assert page_client(app, citizen).get(PAGE).status_code == 403
    assert path_of(client.get(PAGE)) == "/masuk"


def test_the_console_leads_an_admin_there_and_others_not(app, runtime, offices):
    for role, leads in (("admin", True), ("desk_head", False)):
        with runtime.database.write() as session:
            officer = make_officer_in(session, None, role)
            own = account(session, officer.account_id)
        desk = officer_client(app, own).get("/petugas/").get_data(as_text=True)
        assert (f'href="{PAGE}"' in desk) is leads


@pytest.mark.sqlite_only
def test_an_empty_city_says_what_to_do(app, runtime):
    _status, page = shown_to(app, runtime, None)
    assert "balaikota agencies add-unit" in page


def test_a_cursor_that_is_not_ours_is_refused(app, runtime, offices):
    assert shown_to(app, runtime, None, query_string={"setelah": "zzz"})[0] == 400


def test_anybody_may_list_offices_without_their_people(client, offices, staff):
    answer = client.get(UNITS, query_string={"kind": "kelurahan", "limit": 1})
    assert answer.status_code == 200
    assert answer.json["items"] == [
        {
            "id": str(offices.api_api.id),
            "code": "KEL-API",
            "name": "Kelurahan Api-Api",
            "kind": "kelurahan",
            "parent_id": str(offices.kecamatan.id),
            "region_code": "64.74.01.1006",
            "head_title": "Lurah",
            "address": "Jl. Ir. H. Juanda No. 1",
            "phone": "(0548) 21001",
        }
    ]
    following = {"kind": "kelurahan", "after": answer.json["next"]}
    rest = client.get(UNITS, query_string=following)
    assert ([item["code"] for item in rest.json["items"]], rest.json["next"]) == (["KEL-LOK"], None)


def test_offices_may_be_listed_under_another(client, offices):
    answer = client.get(UNITS, query_string={"parent_id": str(offices.kecamatan.id)})
    assert [item["code"] for item in answer.json["items"]] == ["KEL-API", "KEL-LOK"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"kind": "dinas"}, "/kind"), ({"parent_id": "x"}, "/parent_id"), ({"name": "x"}, "/name")],
)
def test_a_wrong_filter_is_named(client, query, pointer):
    answer = client.get(UNITS, query_string=query)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_the_list_may_be_kept_and_asked_for_again_cheaply(client, offices):
    first = client.get(UNITS)
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(UNITS, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
