# SPDX-License-Identifier: Apache-2.0
"""Refresh tokens work once; a lost answer may be asked for again; a replay ends the family."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from balaikota.identity.models import AccountSession, RefreshToken
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.events import Message
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.events.outbox import read_event
from balaikota.testing.identity_factory import PASSWORD, PHONE


@pytest.fixture
def tokens(api, account):
    """The tokens of a fresh sign-in."""
    return api("POST", "/sessions", {"contact": PHONE, "password": PASSWORD}).json


@pytest.fixture
def refresh(api):
    return lambda token: api("POST", "/tokens/refresh", {"refresh_token": token})


def status_of(api, tokens) -> int:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return api("GET", "/me", headers=headers).status_code


def live_leaves(runtime) -> int:
    """How many refresh tokens could still be used."""
    query = (
        select(RefreshToken)
        .join(AccountSession)
        .where(
            RefreshToken.used_at.is_(None),
            RefreshToken.killed_at.is_(None),
            AccountSession.revoked_at.is_(None),
        )
    )
    with runtime.database.read() as session:
        return len(session.scalars(query).all())


def reuse_count(runtime) -> int:
    query = select(AuditEntry).where(AuditEntry.action == "identity.refresh_reused")
    with runtime.database.read() as session:
        return len(session.scalars(query).all())


def test_a_refresh_gives_a_new_pair_for_the_same_session(api, runtime, tokens, refresh):
    renewed = refresh(tokens["refresh_token"])
    assert renewed.status_code == 200
    assert renewed.json["refresh_token"] != tokens["refresh_token"]
    assert status_of(api, renewed.json) == 200
    assert status_of(api, tokens) == 200
    assert live_leaves(runtime) == 1


def test_a_long_chain_leaves_one_live_leaf(runtime, tokens, refresh, clock):
    token = tokens["refresh_token"]
    for _ in range(5):
        clock.advance(minutes=10)
        token = refresh(token).json["refresh_token"]
    assert live_leaves(runtime) == 1


def test_a_lost_answer_may_be_asked_for_again_within_ten_seconds(
    api, runtime, tokens, refresh, clock
):
    lost = refresh(tokens["refresh_token"]).json
    clock.advance(seconds=9)
    again = refresh(tokens["refresh_token"])
    assert again.status_code == 200
    assert live_leaves(runtime) == 1
    clock.advance(minutes=10)
    assert refresh(again.json["refresh_token"]).status_code == 200
    assert status_of(api, lost) == 200  # the session lives, only the lost refresh token is dead


def test_a_replay_after_the_grace_ends_the_family_and_its_access_tokens(
    api, runtime, tokens, refresh, clock
):
    renewed = refresh(tokens["refresh_token"]).json
    clock.advance(seconds=10)
    replay = refresh(tokens["refresh_token"])
    assert replay.status_code == 401
    assert replay.json["detail"] == "Kunci masuk ini sudah pernah dipakai. Silakan masuk lagi"
    assert status_of(api, renewed) == status_of(api, tokens) == 401
    assert refresh(renewed["refresh_token"]).status_code == 401
    assert (live_leaves(runtime), reuse_count(runtime)) == (0, 1)


def test_a_replay_within_the_grace_ends_the_family_once_the_successor_was_used(
    api, runtime, tokens, refresh
):
    renewed = refresh(tokens["refresh_token"]).json
    newest = refresh(renewed["refresh_token"]).json
    assert refresh(tokens["refresh_token"]).status_code == 401
    assert status_of(api, newest) == 401


def test_the_token_whose_sibling_took_over_is_a_replay(api, runtime, tokens, refresh):
    """Two people hold tokens of one family: one of them stole it."""
    first = refresh(tokens["refresh_token"]).json
    second = refresh(tokens["refresh_token"]).json
    assert refresh(first["refresh_token"]).status_code == 401
    assert status_of(api, second) == 401


def test_another_device_stays_signed_in(api, runtime, tokens, refresh, clock):
    other = api("POST", "/sessions", {"contact": PHONE, "password": PASSWORD}).json
    refresh(tokens["refresh_token"])
    clock.advance(minutes=1)
    refresh(tokens["refresh_token"])
    assert status_of(api, other) == 200
    assert refresh(other["refresh_token"]).status_code == 200


def test_the_owner_is_told_of_a_replay(runtime, tokens, refresh, clock, account):
    refresh(tokens["refresh_token"])
    clock.advance(minutes=1)
    for _ in range(3):
        refresh(tokens["refresh_token"])
    with runtime.database.read() as session:
        ids = session.scalars(select(StoredEvent.id).where(StoredEvent.name == Message.name)).all()
        (message,) = [read_event(session, event_id) for event_id in ids]
    assert (message.kind, message.account_id) == ("identity.session_stolen", account.id)


def test_twenty_refreshes_at_once_leave_exactly_one_live_leaf(app, runtime, tokens):
    start = Barrier(20)

    def refresh(_number):
        client = app.test_client()
        start.wait()
        body = {"refresh_token": tokens["refresh_token"]}
        return client.post("/api/v1/identity/tokens/refresh", json=body).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(refresh, range(20)))
    assert statuses == [200] * 20
    assert (live_leaves(runtime), reuse_count(runtime)) == (1, 0)
    with runtime.database.read() as session:
        rows = session.query(RefreshToken).all()
    assert len(rows) == 21
    assert len([row for row in rows if row.killed_at is not None]) == 19


def test_an_unknown_token_is_refused(refresh, tokens):
    for token in ("x", "…", "A" * 43, tokens["access_token"]):
        assert refresh(token).status_code == 401


def test_a_refresh_token_is_no_access_token(api, tokens):
    assert status_of(api, {"access_token": tokens["refresh_token"]}) == 401


def test_a_refresh_counts_as_use(refresh, tokens, clock):
    token = tokens["refresh_token"]
    for _ in range(2):
        clock.advance(days=13)
        token = refresh(token).json["refresh_token"]
    clock.advance(days=4)
    assert refresh(token).status_code == 401  # 30 days are the end in any case


def test_only_hashes_are_kept(runtime, tokens):
    with runtime.database.read() as session:
        (row,) = session.query(RefreshToken).all()
    assert len(row.token_hash) == 32
    assert tokens["refresh_token"].encode() not in row.token_hash


@pytest.mark.sqlite_only
@pytest.mark.parametrize("body", [{}, {"refresh_token": 7}, {"refresh_token": "x", "sid": "y"}])
def test_bad_input_is_named(api, body):
    answer = api("POST", "/tokens/refresh", body)
    assert answer.status_code == 422
    assert len(answer.json["errors"]) == 1
