# SPDX-License-Identifier: Apache-2.0
"""A token works only as long as its session does, and what is not our fresh access token is refused."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from balaikota.identity.models import AccountSession
from balaikota.identity.services import disable_account, revoke_sessions
from balaikota.kernel.audit.models import AuditEntry
from balaikota.testing.identity_factory import PASSWORD, PHONE, api_headers, page_client


def sign_in(api, contact=PHONE, password=PASSWORD):
    return api("POST", "/sessions", {"contact": contact, "password": password})


def bearer(answer) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def actions(runtime) -> list[str]:
    with runtime.database.read() as session:
        return [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_signing_out_ends_both_tokens_at_once(api, runtime, account):
    tokens, other = sign_in(api), sign_in(api)
    assert api("DELETE", "/sessions/current", headers=bearer(tokens)).status_code == 204
    assert api("GET", "/me", headers=bearer(tokens)).status_code == 401
    refresh = {"refresh_token": tokens.json["refresh_token"]}
    assert api("POST", "/tokens/refresh", refresh).status_code == 401
    assert api("DELETE", "/sessions/current", headers=bearer(tokens)).status_code == 401
    assert api("GET", "/me", headers=bearer(other)).status_code == 200
    assert actions(runtime)[-1] == "identity.signed_out"


def test_shutting_the_account_ends_its_sessions_at_once(api, runtime, account):
    tokens = sign_in(api)
    with runtime.database.write() as session:
        disable_account(session, None, account.id)
    assert api("GET", "/me", headers=bearer(tokens)).status_code == 401
    refresh = {"refresh_token": tokens.json["refresh_token"]}
    assert api("POST", "/tokens/refresh", refresh).status_code == 401


def test_revoking_ends_every_session_of_that_account_only(app, api, runtime, account, noise):
    mine, others = api_headers(app, account), api_headers(app, noise)
    with runtime.database.write() as session:
        assert revoke_sessions(session, None, account.id) == 1
        assert revoke_sessions(session, None, account.id) == 0
    assert api("GET", "/me", headers=mine).status_code == 401
    assert api("GET", "/me", headers=others).status_code == 200


def test_a_citizens_session_ends_unused_after_14_days_and_always_after_30(api, account, clock):
    idle, used = sign_in(api), sign_in(api)
    clock.advance(days=13)
    assert api("GET", "/me", headers=bearer(used)).status_code == 200
    clock.advance(days=1)
    assert api("GET", "/me", headers=bearer(idle)).status_code == 401
    assert api("GET", "/me", headers=bearer(used)).status_code == 200
    clock.advance(days=13)
    assert api("GET", "/me", headers=bearer(used)).status_code == 200
    clock.advance(days=3)
    assert api("GET", "/me", headers=bearer(used)).status_code == 401


def test_use_is_noted_every_five_minutes(app, api, runtime, account, clock):
    headers, began = api_headers(app, account), clock()

    def last_used():
        with runtime.database.read() as session:
            return session.query(AccountSession).one().last_used_at

    clock.advance(minutes=4)
    api("GET", "/me", headers=headers)
    assert last_used() == began
    clock.advance(minutes=1)
    api("GET", "/me", headers=headers)
    assert last_used() == began + timedelta(minutes=5)


def test_the_device_is_named(client, runtime, account):
    client.post(
        "/api/v1/identity/sessions",
        json={"contact": PHONE, "password": PASSWORD},
        headers={"User-Agent": "BontangApp/2.1 (Android 14)"},
    )
    with runtime.database.read() as session:
        assert [row.device for row in session.query(AccountSession)] == ["BontangApp, Android"]


def refused(api, token):
    answer = api("GET", "/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.mimetype == "application/problem+json"
    return answer


def forged(runtime, account, *, key=None, algorithm="EdDSA", header=None, **claims):
    with runtime.database.read() as session:
        sid = str(session.query(AccountSession).first().id)
    now = datetime.now(UTC)
    body = {
        "iss": "http://localhost:8000",
        "aud": "http://localhost:8000/api",
        "sub": str(account.id),
        "sid": sid,
        "jti": "1",
        "type": "access",
        "fresh": False,
        "iat": now,
        "nbf": now,
        "exp": now + timedelta(minutes=10),
    } | claims
    body = {name: value for name, value in body.items() if value is not None}
    return jwt.encode(
        body, key or runtime.keys.signing, algorithm, headers=header or {"typ": "at+jwt"}
    )


def test_a_token_made_with_our_key_works(app, api, runtime, account):
    api_headers(app, account)
    token = forged(runtime, account)
    assert api("GET", "/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "…"])
def test_nonsense_is_refused(api, token):
    refused(api, token.encode().decode("latin-1"))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1_000_000_000},
        {"nbf": 9_000_000_000},
        {"iss": "http://evil.example"},
        {"aud": "http://localhost:8000"},
        {"aud": None},
        {"iss": None},
        {"sub": None},
        {"sid": None},
        {"sid": "1"},
        {"sub": "1"},
        {"sid": "01890000-0000-7000-8000-000000000001"},
        {"sub": "01890000-0000-7000-8000-000000000001"},
        {"type": "refresh"},
        {"header": {"typ": "JWT"}},
    ],
    ids=repr,
)
def test_one_wrong_claim_is_refused(app, api, runtime, account, changes):
    api_headers(app, account)
    refused(api, forged(runtime, account, **changes))


@pytest.mark.sqlite_only
def test_a_token_signed_with_another_key_is_refused(app, api, runtime, account):
    api_headers(app, account)
    refused(api, forged(runtime, account, key=Ed25519PrivateKey.generate()))


@pytest.mark.sqlite_only
def test_another_algorithm_is_refused(app, api, runtime, account):
    """The classic confusion: our public key taken for a shared secret."""
    api_headers(app, account)
    raw = runtime.keys.signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    token = forged(runtime, account, key=b64encode(raw), algorithm="HS256")
    refused(api, token)


def test_a_page_session_is_no_bearer_and_a_bearer_is_no_page_session(app, account):
    browser, headers = page_client(app, account), api_headers(app, account)
    assert browser.get("/akun").status_code == 200
    assert browser.get("/api/v1/identity/me").status_code == 401
    assert app.test_client().get("/akun", headers=headers).status_code == 303
    assert app.test_client().get("/api/v1/identity/me", headers=headers).status_code == 200


def test_the_sid_of_a_page_session_opens_no_api(app, api, runtime, account):
    page_client(app, account)
    refused(api, forged(runtime, account))
