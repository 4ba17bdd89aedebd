# SPDX-License-Identifier: Apache-2.0
"""Signing in through the API: tokens for the right password, one answer for everything else."""

from __future__ import annotations

from statistics import median
from time import perf_counter
from uuid import UUID

import jwt
import pytest

from balaikota.identity.models import AccountSession, Contact
from balaikota.identity.services import disable_account
from balaikota.kernel.audit.models import AuditEntry
from balaikota.testing.identity_factory import (
    PASSWORD,
    PHONE,
    make_account,
)

WRONG = "perahu merah di loktuan"


def sign_in(api, contact=PHONE, password=PASSWORD):
    return api("POST", "/sessions", {"contact": contact, "password": password})


def bearer(answer) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def test_the_right_password_gives_tokens(api, runtime, account, noise):
    tokens = sign_in(api)
    assert tokens.status_code == 201
    assert (tokens.json["token_type"], tokens.json["expires_in"]) == ("Bearer", 600)
    me = api("GET", "/me", headers=bearer(tokens))
    assert me.json == {
        "account_id": str(account.id),
        "citizen_id": str(account.citizen_id),
        "display_name": "Siti Aminah",
        "language": "id",
        "contacts": [{"channel": "phone", "address": "0812****7890"}],
        "second_factor": False,
        "permissions": [],
    }


@pytest.mark.parametrize("contact", ["+62 812-3456-7890", "6281234567890", " 0812 3456 7890 "])
def test_a_number_may_be_written_as_one_likes(api, account, contact):
    assert sign_in(api, contact).status_code == 201


def test_an_email_may_be_written_as_the_phone_likes(api, runtime):
    with runtime.database.write() as session:
        make_account(session, contact="siti@contoh.id")
    assert sign_in(api, "Siti@Contoh.id").status_code == 201


def test_the_token_says_who_and_for_whom_and_nothing_else(api, runtime, account):
    token = sign_in(api).json["access_token"]
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "at+jwt"}
    claims = jwt.decode(
        token,
        runtime.keys.signing.public_key(),
        algorithms=["EdDSA"],
        issuer="http://localhost:8000",
        audience="http://localhost:8000/api",
    )
    assert claims.keys() == {
        "sub",
        "sid",
        "iss",
        "aud",
        "iat",
        "nbf",
        "exp",
        "jti",
        "type",
        "fresh",
    }
    assert claims["sub"] == str(account.id)
    assert claims["exp"] - claims["iat"] == 600
    with runtime.database.read() as session:
        assert session.get(AccountSession, UUID(claims["sid"])).account_id == account.id


def test_a_wrong_password_and_an_unknown_contact_are_answered_alike(api, account):
    known, unknown = sign_in(api, password=WRONG), sign_in(api, "081234567891", password=WRONG)
    assert known.status_code == unknown.status_code == 401
    assert known.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"] == "Bearer"
    varying = {"request_id"}
    answers = [
        {name: value for name, value in answer.json.items() if name not in varying}
        for answer in (known, unknown)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["detail"] == "Periksa lagi nomor HP atau e-mail dan kata sandi Anda"


@pytest.mark.sqlite_only
def test_they_cost_the_same_work(api, runtime, account, clock):
    """A coarse look: without the dummy hash an unknown contact would be answered several times faster."""
    sign_in(api, "081234567891", WRONG)
    took: dict[str, list[float]] = {PHONE: [], "081234567891": []}
    for _ in range(8):
        for contact, times in took.items():
            clock.advance(hours=2)
            began = perf_counter()
            assert sign_in(api, contact, WRONG).status_code == 401
            times.append(perf_counter() - began)
    known, unknown = (median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/contact", "/password"]),
        ({"contact": "siti", "password": PASSWORD}, ["/contact"]),
        ({"contact": PHONE, "password": None}, ["/password"]),
        ({"contact": PHONE, "password": "x" * 1001}, ["/password"]),
        ({"contact": PHONE, "password": PASSWORD, "role": "admin"}, ["/role"]),
    ],
)
def test_bad_input_is_named(api, account, body, pointers):
    answer = api("POST", "/sessions", body)
    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.json["errors"]) == pointers


def test_an_unproved_contact_opens_nothing(api, runtime, account):
    with runtime.database.write() as session:
        session.query(Contact).update({"verified_at": None})
    assert sign_in(api).status_code == 401


def test_a_shut_account_is_told_so_only_with_the_right_password(api, runtime, account):
    with runtime.database.write() as session:
        disable_account(session, None, account.id)
    assert sign_in(api, password=WRONG).status_code == 401
    shut = sign_in(api)
    assert shut.status_code == 403
    assert "ditutup" in shut.json["detail"]


def test_an_outdated_hash_is_renewed(api, runtime, account):
    from argon2 import PasswordHasher

    with runtime.database.write() as session:
        session.get(type(account), account.id).password_hash = PasswordHasher(
            time_cost=1, memory_cost=8, parallelism=1
        ).hash(PASSWORD)
    assert sign_in(api).status_code == 201
    with runtime.database.read() as session:
        assert "m=19456,t=2,p=1" in session.get(type(account), account.id).password_hash


def test_what_happened_is_recorded(api, runtime, account):
    tokens = sign_in(api)
    api("DELETE", "/sessions/current", headers=bearer(tokens))
    with runtime.database.read() as session:
        rows = session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [row.action for row in rows] == [
        "identity.account_created",
        "identity.password_set",
        "identity.signed_in",
        "identity.signed_out",
    ]
    assert {row.subject_id for row in rows} == {account.citizen_id}
    assert [row.account_id for row in rows] == [None, None, account.id, account.id]
