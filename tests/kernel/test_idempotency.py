# SPDX-License-Identifier: Apache-2.0
"""One key, one effect: in order, in a storm, refused, mended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

PATH = "/api/v1/probe/things"


def test_a_change_without_a_key_is_400(client, backend, citizen, happened):
    assert client.post(PATH, json={"nik": "1"}, headers=citizen).status_code == 400
    assert happened("probe.thing_made") == 0


@pytest.mark.sqlite_only
@pytest.mark.parametrize("key", ["short", "x" * 65, "blank in the middle", "Ünïcode-aaaaaaaaaaaa"])
def test_a_malformed_key_is_400(client, backend, citizen, key):
    headers = citizen | {"Idempotency-Key": key}
    assert client.post(PATH, json={"nik": "1"}, headers=headers).status_code == 400


def test_a_repeated_request_gets_the_first_answer(client, backend, keyed, happened):
    first = client.post(PATH, json={"nik": "1"}, headers=keyed)
    again = client.post(PATH, json={"nik": "1"}, headers=keyed)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_data() == first.get_data()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert happened("probe.thing_made") == 1


def test_the_same_key_with_another_body_is_422(client, backend, keyed, happened):
    client.post(PATH, json={"nik": "1"}, headers=keyed)
    answer = client.post(PATH, json={"nik": "2"}, headers=keyed)
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/masalah/kunci-dipakai-ulang")
    assert happened("probe.thing_made") == 1


def test_another_person_may_use_the_same_key(client, backend, keyed, happened):
    client.post(PATH, json={"nik": "1"}, headers=keyed)
    other = keyed | {"X-Account": "01890000-0000-7000-8000-000000000002"}
    assert client.post(PATH, json={"nik": "2"}, headers=other).status_code == 201
    assert happened("probe.thing_made") == 2


def test_a_settled_refusal_is_remembered_and_leaves_nothing(client, backend, keyed, happened):
    first = client.post(PATH, json={"nik": "taken"}, headers=keyed)
    again = client.post(PATH, json={"nik": "taken"}, headers=keyed)
    assert (first.status_code, again.status_code) == (409, 409)
    assert again.get_data() == first.get_data()
    assert happened("probe.thing_made") == 0


def test_a_slip_is_forgotten_so_that_the_same_key_works_once_mended(
    client, backend, keyed, happened
):
    assert client.post(PATH, json={"nik": "wrong"}, headers=keyed).status_code == 422
    assert client.post(PATH, json={"nik": "1"}, headers=keyed).status_code == 201
    assert happened("probe.thing_made") == 1


def test_a_counted_refusal_keeps_its_count(client, backend, keyed, happened):
    assert client.post(PATH, json={"nik": "counted"}, headers=keyed).status_code == 422
    assert happened("probe.thing_made") == 1


def test_a_key_is_free_again_after_three_days(client, backend, keyed, happened, clock, runtime):
    from balaikota.kernel.http.idempotency import forget_old_answers

    client.post(PATH, json={"nik": "1"}, headers=keyed)
    clock.advance(hours=71)
    forget_old_answers(runtime)
    client.post(PATH, json={"nik": "1"}, headers=keyed)
    assert happened("probe.thing_made") == 1
    clock.advance(hours=2)
    forget_old_answers(runtime)
    client.post(PATH, json={"nik": "1"}, headers=keyed)
    assert happened("probe.thing_made") == 2


def storm(app, headers, requests=50):
    """Statuses of many equal requests at once."""

    def once(_number):
        return app.test_client().post(PATH, json={"nik": "1"}, headers=headers).status_code

    with ThreadPoolExecutor(requests) as pool:
        return list(pool.map(once, range(requests)))


def test_fifty_at_once_make_one(app, backend, keyed, happened):
    statuses = storm(app, keyed)
    assert set(statuses) <= {201, 409}
    assert statuses.count(201) >= 1
    assert happened("probe.thing_made") == 1


def test_the_storm_notices_a_key_that_is_stored_apart(app, backend, keyed, happened, monkeypatch):
    """The planted fault: the outcome is kept in a transaction of its own, after the effect."""
    from balaikota.kernel.http import idempotency

    monkeypatch.setattr(idempotency, "_lock", lambda *_arguments: None)
    monkeypatch.setattr(idempotency.Attempt, "remember", lambda *_arguments: None)
    storm(app, keyed, requests=10)
    assert happened("probe.thing_made") > 1


def form_fields(client):
    import re

    page = client.get("/probe/formulir").get_data(as_text=True)
    return dict(re.findall(r'name="(\w+)" value="([^"]+)"', page))


def test_a_form_sent_twice_happens_once(client, backend, happened):
    fields = form_fields(client) | {"nama": "Siti"}
    first, again = (client.post("/probe/formulir", data=fields) for _ in range(2))
    assert (first.get_data(), again.get_data()) == (b"Siti", b"Siti")
    assert happened("probe.form_sent") == 1


def test_a_form_of_another_site_is_refused(client, backend, happened):
    fields = form_fields(client)
    attempts = [
        client.post("/probe/formulir", data=fields | {"_token": "0" * 64}),
        client.post("/probe/formulir", data={"_key": fields["_key"]}),
        client.post("/probe/formulir", data=fields, headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/probe/formulir", data=fields, headers={"Origin": "http://evil.example"}),
    ]
    assert [answer.status_code for answer in attempts] == [403, 403, 403, 403]
    assert happened("probe.form_sent") == 0
