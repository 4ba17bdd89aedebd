# SPDX-License-Identifier: Apache-2.0
"""Registering and one's own profile through the API alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from balaikota.citizens.models import Citizen
from balaikota.identity.models import Account, AccountSession
from balaikota.testing.citizens_factory import (
    ADDRESS,
    NAME,
    make_citizen,
    make_citizen_with_account,
    synthetic_nik,
)
from balaikota.testing.identity_factory import PASSWORD, api_headers, sent_code
from balaikota.testing.regions_factory import API_API, LOK_TUAN

REGISTRATIONS = "/citizens/registrations"
ME = "/citizens/me"
NIK = synthetic_nik(serial=9901)
BODY = {
    "name": NAME,
    "nik": NIK,
    "birth_date": "1985-03-27",
    "kelurahan_code": API_API,
    "address": ADDRESS,
    "password": PASSWORD,
}
PROFILE = {
    "name": NAME,
    "nik": "647401******9901",
    "birth_date": "1985-03-27",
    "sex": "P",
    "address": ADDRESS,
    "domicile": None,
    "kelurahan_code": API_API,
    "level": "contact_verified",
    "status": "active",
}


def pointers(answer) -> list[str]:
    return [error["pointer"] for error in answer.json["errors"]]


def bearer(answer) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def rows(runtime, model) -> int:
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def resident(runtime) -> Account:
    """Somebody who registered long ago."""
    with runtime.database.write() as session:
        return make_citizen_with_account(session, nik=NIK, kelurahan_code=API_API)


@pytest.fixture
def headers(app, resident) -> dict[str, str]:
    return api_headers(app, resident)


def test_from_a_phone_number_to_ones_own_profile(api, runtime):
    proof = api(
        "POST", "/identity/contact-proofs", {"contact": "081234567890", "purpose": "register"}
    )
    code = {"code": sent_code(runtime, "081234567890")}
    token = api("POST", f"/identity/contact-proofs/{proof.json['id']}/verification", code)
    answer = api("POST", REGISTRATIONS, BODY | {"proof": token.json["proof"]})
    assert answer.status_code == 201
    assert (answer.json["token_type"], answer.json["warnings"]) == ("Bearer", [])
    me = api("GET", ME, headers=bearer(answer))
    assert me.json == PROFILE | {"citizen_id": answer.json["citizen_id"]}
    assert me.headers["ETag"] == '"1"'


def test_the_new_citizen_may_sign_in_with_the_password(api, proven):
    api("POST", REGISTRATIONS, BODY | {"proof": proven("081234567890")})
    given = {"contact": "081234567890", "password": PASSWORD}
    assert api("POST", "/identity/sessions", given).status_code == 201


def test_every_fault_is_named_by_its_pointer(api, proven, runtime):
    wrong = {
        "name": "Siti\u202e",
        "nik": "6.47401E+15",
        "birth_date": "2062-01-01",
        "kelurahan_code": "64.74",
        "address": " ",
        "password": "x",
    }
    answer = api("POST", REGISTRATIONS, BODY | wrong | {"proof": proven()})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert pointers(answer) == [f"/{name}" for name in wrong]
    assert "Excel" in answer.json["errors"][1]["detail"]
    assert rows(runtime, Citizen) == 0


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"unknown": "x"}, "/unknown"),
        ({"nik": 6474016703859901}, "/nik"),
        ({"nik": None}, "/nik"),
        ({"birth_date": "27/03/1985"}, "/birth_date"),
        ({"birth_date": "1985-13-01"}, "/birth_date"),
        ({"language": "jv"}, "/language"),
        ({"name": "x" * 1001}, "/name"),
        ({"name": ["Siti"]}, "/name"),
    ],
)
def test_a_body_of_another_shape_is_refused(api, proven, given, pointer):
    answer = api("POST", REGISTRATIONS, BODY | {"proof": proven()} | given)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


@pytest.mark.parametrize("name", [*BODY, "proof"])
def test_each_part_is_needed(api, proven, name):
    body = BODY | {"proof": proven()}
    del body[name]
    answer = api("POST", REGISTRATIONS, body)
    assert (answer.status_code, pointers(answer)) == (422, [f"/{name}"])


def test_a_spent_proof_is_told_so(api, proven):
    token = proven()
    api("POST", REGISTRATIONS, BODY | {"proof": token})
    again = api("POST", REGISTRATIONS, BODY | {"proof": token})
    assert again.status_code == 422
    assert "Mulai lagi" in again.json["detail"]


def test_a_repeated_request_registers_once_and_gets_the_first_answer(api, proven, runtime):
    key = {"Idempotency-Key": uuid4().hex}
    body = BODY | {"proof": proven()}
    first, second = (api("POST", REGISTRATIONS, body, headers=key) for _time in range(2))
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.json == second.json
    assert (rows(runtime, Citizen), rows(runtime, AccountSession)) == (1, 1)


def test_without_a_key_nothing_is_registered(client, proven, runtime):
    answer = client.post(f"/api/v1{REGISTRATIONS}", json=BODY | {"proof": proven()})
    assert answer.status_code == 400
    assert rows(runtime, Citizen) == 0


def test_a_taken_nik_is_answered_like_a_free_one(api, proven, runtime):
    with runtime.database.write() as session:
        make_citizen(session, nik=NIK, level="verified")
    taken = api("POST", REGISTRATIONS, BODY | {"proof": proven()})
    free = api("POST", REGISTRATIONS, BODY | {"nik": synthetic_nik(), "proof": proven()})
    assert (taken.status_code, taken.json.keys()) == (free.status_code, free.json.keys())
    assert taken.json["warnings"] == free.json["warnings"] == []


def test_a_nik_that_disagrees_is_taken_with_a_warning(api, proven):
    answer = api("POST", REGISTRATIONS, BODY | {"birth_date": "1985-03-28", "proof": proven()})
    assert answer.status_code == 201
    assert answer.json["warnings"] == [
        "Tanggal lahir di dalam NIK berbeda dari tanggal lahir yang Anda isi."
    ]


def test_a_visitor_has_no_profile(api):
    assert api("GET", ME).status_code == 401


def test_the_whole_nik_is_in_no_answer(api, headers):
    assert NIK not in api("GET", ME, headers=headers).get_data(as_text=True)


def change(api, headers, body, version="1"):
    match = {"If-Match": f'"{version}"'} if version else {}
    return api("PATCH", ME, body, headers=headers | match)


def test_one_part_may_be_changed_alone(api, headers):
    answer = change(api, headers, {"domicile": "Kos Bu Ani, RT 2"})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    expected = {"domicile": "Kos Bu Ani, RT 2", "address": ADDRESS, "kelurahan_code": API_API}
    assert {name: answer.json[name] for name in expected} == expected


def test_a_domicile_is_taken_back_with_null(api, headers):
    change(api, headers, {"domicile": "Kos Bu Ani, RT 2", "kelurahan_code": LOK_TUAN})
    answer = change(api, headers, {"domicile": None}, version="2")
    assert (answer.json["domicile"], answer.json["kelurahan_code"]) == (None, LOK_TUAN)


@pytest.mark.parametrize(("version", "status"), [("", 428), ("2", 412), ("x", 412)])
def test_a_change_needs_the_version_that_was_seen(api, headers, version, status):
    assert change(api, headers, {"address": "Gg. Nila 5"}, version).status_code == status
    assert api("GET", ME, headers=headers).json["address"] == ADDRESS


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"address": ""}, ["/address"]),
        ({"kelurahan_code": "64.74"}, ["/kelurahan_code"]),
        ({"name": "Budi"}, ["/name"]),
        ({"nik": synthetic_nik()}, ["/nik"]),
        ({"level": "verified"}, ["/level"]),
        ({"address": None}, ["/address"]),
    ],
)
def test_nothing_but_where_one_lives_can_be_changed(api, headers, body, found):
    answer = change(api, headers, body)
    assert (answer.status_code, pointers(answer)) == (422, found)
