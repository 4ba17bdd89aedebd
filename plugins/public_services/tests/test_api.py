# SPDX-License-Identifier: Apache-2.0
"""Each address of the API: who is let in, what it answers, and how it refuses."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from balaikota.kernel.audit.models import AuditEntry
from balaikota_public_services.definitions.model import EXAMPLE
from balaikota_public_services.testing import SKU_ANSWERS

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def filed(siti):
    answer = siti.submit()
    assert answer.status_code == 201, answer.json
    return answer.json


def reads(runtime):
    with runtime.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.is_read).order_by(AuditEntry.id)
        return [(entry.action, entry.object_id) for entry in session.scalars(query)]


def test_anybody_sees_the_services(client, town):
    items = client.get("/api/v1/public_services/services").json["items"]
    assert [(item["code"], item["fee"]) for item in items] == [("sktm", 0), ("sku", 0)]
    service = client.get("/api/v1/public_services/services/sku").json
    assert service["standard"]["working_days"] == 2
    assert service["standard"]["sources"]["standard.working_days"] == EXAMPLE
    assert [field["name"] for field in service["fields"]] == list(SKU_ANSWERS)
    assert service["fields"][0]["validation"][0] == {
        "min_length": 3,
        "message": "Tulis nama usaha paling sedikit 3 huruf",
    }
    assert client.get("/api/v1/public_services/services/ktp").status_code == 404


def test_services_are_told_in_the_language_of_the_reader(client, town):
    path = "/api/v1/public_services/services/sku"
    service = client.get(path, headers={"Accept-Language": "en"}).json
    assert service["fields"][0]["label"] == "Business name"
    assert service["standard"]["sources"]["standard.fee"] == "example, set by the city"


def test_a_request_is_filed_and_told_in_full(siti, filed, town):
    assert filed["number"] == "SKU-2026-000001"
    assert filed["state"]["public_title"] == "Menunggu diperiksa petugas"
    assert filed["holder"] == "Petugas pelayanan kelurahan"
    assert filed["unit"] == "Kelurahan Api-Api"
    assert (filed["due_on"], filed["clock_stopped"]) == ("2026-11-20", False)
    assert filed["subject"]["nik"].count("*") == 6
    assert {answer["name"]: answer["value"] for answer in filed["answers"]} == SKU_ANSWERS
    words = {answer["name"]: answer["text"] for answer in filed["answers"]}
    assert (words["started_on"], words["kelurahan"]) == ("12 Januari 2019", "Api-api")
    again = siti.get(f"/requests/{filed['id']}")
    assert again.json == filed
    assert again.headers["ETag"] == '"1"'


def test_what_is_wrong_is_named_by_pointer(siti):
    body = {"service": "sku", "answers": SKU_ANSWERS | {"purpose": "", "umur": 5}, "documents": {}}
    answer = siti.post("/requests", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [
        "/answers/umur",
        "/answers/purpose",
        "/documents/ktp",
        "/documents/rt_letter",
        "/documents/business_photo",
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"service": "sku"}, "/answers"),
        ({"service": "sku", "answers": {}, "more": 1}, "/more"),
        ({"service": "sku", "answers": {}, "documents": {"ktp": "1"}}, "/documents/ktp/value"),
        ({"service": "S K U", "answers": {}}, "/service"),
    ],
)
def test_a_body_of_another_shape_is_422(body, pointer, siti):
    answer = siti.post("/requests", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_what_is_not_there_is_404(siti, filed):
    body = {"service": "ktp", "answers": {}}
    assert siti.post("/requests", json=body).status_code == 404
    assert siti.get(f"/requests/{uuid4()}").status_code == 404
    assert siti.get(f"/requests/{filed['id']}/documents/{uuid4()}").status_code == 404
    assert siti.get(f"/requests/{filed['id']}/letter").status_code == 404


def test_nobody_is_let_in_without_signing_in(client, filed):
    root = "/api/v1/public_services"
    for path in ("/requests", f"/requests/{filed['id']}", "/worklist"):
        assert client.get(root + path).status_code == 401
    for path in ("/requests", "/uploads", f"/requests/{filed['id']}/actions"):
        assert client.post(root + path).status_code == 401


def test_a_stranger_and_an_officer_of_another_unit_find_nothing(speak, town, filed):
    document = filed["documents"][0]["id"]
    path = f"/requests/{filed['id']}"
    for who in (town.budi, town.strange_front, town.strange_lurah):
        stranger = speak(who)
        for more in ("", "/letter", f"/documents/{document}"):
            assert stranger.get(path + more).status_code == 404
        assert stranger.step(filed, "claim").status_code == 404


def test_an_officer_lists_and_filters_their_work(speak, town, filed):
    front = speak(town.front)
    mine = f"assignee={town.front.id}"
    for query, found in (
        ("", 1),
        ("state=submitted&assignee=none&service=sku&limit=5", 1),
        (mine, 0),
        ("which=closed", 0),
        (f"which=open&number={filed['number']}", 1),
    ):
        items = front.get(f"/worklist?{query}").json["items"]
        assert [item["id"] for item in items] == [filed["id"]] * found, query
    for query in ("assignee=me", "which=all", "state=A B", "sort=age"):
        assert front.get(f"/worklist?{query}").status_code == 422


def test_a_citizen_has_no_worklist(siti):
    assert siti.get("/worklist").status_code == 403


def test_an_officer_without_the_second_factor_is_a_citizen(app, runtime, town, filed):
    from balaikota.identity.services import account
    from balaikota.testing.identity_factory import api_headers

    with runtime.database.read() as session:
        front = account(session, town.front.account_id)
    path = f"/api/v1/public_services/requests/{filed['id']}"
    headers = api_headers(app, front)
    assert app.test_client().get(path, headers=headers).status_code == 404


def test_each_look_of_an_officer_is_recorded_and_none_of_the_owner(
    speak, town, siti, filed, runtime
):
    siti.get(f"/requests/{filed['id']}")
    assert reads(runtime) == []
    front, document = speak(town.front), filed["documents"][0]["id"]
    assert front.get(f"/requests/{filed['id']}").status_code == 200
    assert front.get(f"/requests/{filed['id']}/documents/{document}").status_code == 200
    assert [action for action, _object in reads(runtime)] == [
        "public_services.request_read",
        "public_services.document_read",
    ]


def test_a_document_comes_as_a_file_to_save(siti, filed):
    answer = siti.get(f"/requests/{filed['id']}/documents/{filed['documents'][0]['id']}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "image/jpeg"


def test_a_step_needs_the_version_and_a_key(speak, town, filed):
    front = speak(town.front)
    path, body = f"/requests/{filed['id']}/actions", {"action": "claim"}
    assert front.post(path, json=body).status_code == 428
    assert front.post(path, json=body, key="short", seen=1).status_code == 400
    assert front.post(path, json=body, seen=7).status_code == 412
    answer = front.post(path, json=body, seen=1)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json["assignee"] == "Rina Puspita"


def test_a_step_that_is_not_allowed_says_what_is(speak, town, filed):
    answer = speak(town.front).step(filed, "forward")
    assert answer.status_code == 409
    assert answer.json["allowed"] == ["claim"]
    assert answer.mimetype == "application/problem+json"


def test_a_claim_that_comes_second_is_409(speak, town, filed):
    assert speak(town.front).step(filed, "claim").status_code == 200
    late = speak(town.colleague).step(filed, "claim")
    assert (late.status_code, late.json["allowed"]) == (409, ["release"])
    assert late.json["detail"] == "Diambil oleh Rina Puspita"


def test_a_step_is_remembered_by_its_key(speak, town, filed):
    front = speak(town.front)
    first = front.step(filed, "claim", key="claim-0123456789abcdef")
    again = front.step(filed, "claim", key="claim-0123456789abcdef")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json == first.json


def test_nothing_is_half_written_when_a_step_is_refused(speak, town, siti, filed, runtime):
    front = speak(town.front)
    claimed = front.step(filed, "claim").json
    marks = [
        {"kind": "field", "name": "business_name", "note": "Tulis nama di papan"},
        {"kind": "field", "name": "umur", "note": "?"},
    ]
    answer = front.step(claimed, "return", corrections=marks)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/corrections/1/name"]
    assert front.get(f"/requests/{filed['id']}").json["corrections"] == []
    returned = front.step(claimed, "return", corrections=marks[:1])
    assert returned.status_code == 200
    seen = siti.get(f"/requests/{filed['id']}").json
    assert seen["clock_stopped"]
    assert seen["corrections"] == [
        {
            "kind": "field",
            "name": "business_name",
            "label": "Nama usaha",
            "note": "Tulis nama di papan",
            "is_open": True,
            "previous": SKU_ANSWERS["business_name"],
        }
    ]
    refused = siti.step(seen, "resubmit", answers={"purpose": "Yang lain sama sekali"})
    assert refused.status_code == 422
    assert siti.get(f"/requests/{filed['id']}").json == seen


def test_people_list_their_own_requests_in_pages(siti, speak, town, filed):
    numbers = [filed["number"], *(siti.submit().json["number"] for _ in range(2))]
    assert speak(town.budi).submit().status_code == 201
    first = siti.get("/requests?limit=2").json
    second = siti.get(f"/requests?limit=2&after={first['next']}").json
    listed = [item["number"] for item in first["items"] + second["items"]]
    assert listed == numbers[::-1]
    assert second["next"] is None
    assert siti.get("/requests?after=nonsense").status_code == 400
    assert siti.get("/requests?offset=3").status_code == 422


def test_the_document_of_the_api_tells_of_every_address(client, app):
    described = client.get("/api/v1/openapi.json").json["paths"]
    ours = {path for path in described if path.startswith("/api/v1/public_services/")}
    assert len(ours) == 9


@pytest.mark.parametrize("path", ["/services", "/services/sku"])
def test_the_catalogue_needs_nobody(path, client, town):
    assert client.get(f"/api/v1/public_services{path}").status_code == 200
