# SPDX-License-Identifier: Apache-2.0
"""Guessing gets slower; the owner is never locked out for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from balaikota.identity.models import Throttle
from balaikota.identity.services.sign_in import NETWORK
from balaikota.identity.services.throttle import count_try
from balaikota.testing.identity_factory import PASSWORD, PHONE

WRONG = "perahu merah di loktuan"


def sign_in(api, contact=PHONE, password=PASSWORD):
    return api("POST", "/sessions", {"contact": contact, "password": password})


def test_after_five_wrong_passwords_one_waits_longer_each_time(api, runtime, account, clock):
    for _ in range(5):
        assert sign_in(api, password=WRONG).status_code == 401
    waits = []
    for _ in range(7):
        refused = sign_in(api)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.advance(seconds=waits[-1])
        assert sign_in(api, password=WRONG).status_code == 401
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    clock.advance(seconds=900)
    assert sign_in(api).status_code == 201


def test_while_waiting_even_the_right_password_is_not_looked_at(api, account, clock):
    for _ in range(5):
        sign_in(api, password=WRONG)
    assert [sign_in(api).status_code, sign_in(api, password=WRONG).status_code] == [429, 429]
    clock.advance(seconds=30)
    assert sign_in(api).status_code == 201


def test_success_forgets_the_wrong_tries(api, account):
    for _ in range(3):
        for _ in range(4):
            assert sign_in(api, password=WRONG).status_code == 401
        assert sign_in(api).status_code == 201


def test_an_unknown_contact_waits_alike(api):
    answers = [sign_in(api, password=WRONG) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "30"


def test_the_owner_elsewhere_is_not_kept_waiting(api, client, account):
    for _ in range(6):
        sign_in(api, password=WRONG)
    elsewhere = client.post(
        "/api/v1/identity/sessions",
        json={"contact": PHONE, "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
    )
    assert elsewhere.status_code == 201


def test_guessing_from_many_networks_makes_everybody_wait_a_minute_at_most(
    client, runtime, account, clock
):
    def guess(network):
        return client.post(
            "/api/v1/identity/sessions",
            json={"contact": PHONE, "password": WRONG},
            environ_overrides={"REMOTE_ADDR": f"203.0.113.{network}"},
        )

    for network in range(20):
        assert guess(network).status_code == 401
    waits = []
    for network in range(20, 24):
        refused = guess(network)
        assert refused.status_code == 429
        waits.append(int(refused.headers["Retry-After"]))
        clock.advance(seconds=waits[-1])
        assert guess(network).status_code == 401
    assert waits == [30, 60, 60, 60]


def test_one_network_that_tries_many_contacts_waits(api, runtime, account):
    with runtime.database.write() as session:
        for _ in range(99):
            count_try(session, NETWORK, "127.0.0.1")
    assert sign_in(api).status_code == 201
    assert sign_in(api, "081234567891", WRONG).status_code == 401
    assert sign_in(api).status_code == 429


def test_tries_are_forgotten_after_an_hour(api, account, clock):
    for _ in range(4):
        sign_in(api, password=WRONG)
    clock.advance(hours=1)
    assert sign_in(api, password=WRONG).status_code == 401
    assert sign_in(api).status_code == 201


def test_twenty_guesses_at_once_are_five_guesses(app, runtime, account):
    def guess(_number):
        body = {"contact": PHONE, "password": WRONG}
        return app.test_client().post("/api/v1/identity/sessions", json=body).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(guess, range(20)))
    assert sorted(statuses) == [401] * 5 + [429] * 15


def test_counts_name_neither_person_nor_network(api, runtime, account):
    sign_in(api, password=WRONG)
    with runtime.database.read() as session:
        keys = [row.key for row in session.query(Throttle)]
    assert [len(key) for key in keys] == [32, 32, 32]
