# SPDX-License-Identifier: Apache-2.0
"""Who gets in, what versions do, and what every answer carries."""

from __future__ import annotations

import pytest

from balaikota.kernel.http.headers import API_POLICY, PAGE_POLICY


@pytest.mark.sqlite_only
def test_a_stranger_is_asked_to_sign_in(client, backend):
    answer = client.get("/api/v1/probe/signed-in")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.sqlite_only
def test_a_person_gets_in(client, backend, citizen):
    assert client.get("/api/v1/probe/signed-in", headers=citizen).status_code == 200


@pytest.mark.sqlite_only
def test_an_officer_without_second_factor_is_a_citizen(client, backend, citizen):
    assert client.get("/api/v1/probe/office", headers=citizen).status_code == 403


@pytest.mark.sqlite_only
def test_an_officer_gets_in_with_the_units_of_the_permission(client, backend, citizen):
    answer = client.get("/api/v1/probe/office", headers=citizen | {"X-Second-Factor": "yes"})
    assert answer.get_json() == {"units": ["01890000-0000-7000-8000-0000000000aa"]}


def test_a_get_cannot_change_anything(client, backend):
    assert client.get("/api/v1/probe/writes").status_code == 500


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("header", "status"), [(None, 428), ('"6"', 412), ("nonsense", 412), ('"7"', 200), ("7", 200)]
)
def test_a_shared_thing_is_changed_only_from_its_latest_version(client, backend, header, status):
    headers = {"If-Match": header} if header else {}
    answer = client.put("/api/v1/probe/thing", headers=headers)
    assert answer.status_code == status
    assert answer.headers.get("ETag") == ('"8"' if status == 200 else None)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "path", ["/api/v1/probe/raise/crash", "/probe/galat/crash", "/tak-ada", "/healthz"]
)
def test_every_answer_carries_the_headers(client, backend, path):
    headers = client.get(path).headers
    policy = API_POLICY if path.startswith("/api/") else PAGE_POLICY
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.sqlite_only
def test_no_policy_allows_inline_code():
    assert "unsafe" not in PAGE_POLICY + API_POLICY


@pytest.mark.sqlite_only
def test_keyset_pages_give_every_row_once(client, backend, citizen):
    for number in range(45):
        headers = citizen | {"Idempotency-Key": f"page-{number:012}"}
        client.post("/api/v1/probe/things", json={"nik": "1", "amount": number}, headers=headers)
    found, after = [], None
    while True:
        body = client.get(
            "/api/v1/probe/audit", query_string={"limit": 20, "after": after}
        ).get_json()
        found += body["items"]
        if (after := body["next"]) is None:
            break
    assert found == list(range(45))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("query", ["after=nonsense", "after=W10", "limit=0", "limit=101", "page=2"])
def test_a_strange_page_is_refused(client, backend, query):
    assert client.get(f"/api/v1/probe/audit?{query}").status_code in {400, 422}
