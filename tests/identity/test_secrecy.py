# SPDX-License-Identifier: Apache-2.0
"""After a registration and a sign-in no code, password, token or address lies readable in the database or the log."""

from __future__ import annotations

import io
import logging
import sys

import pytest
import structlog
from sqlalchemy import inspect, text

from balaikota.identity.services import consume_proof, create_account
from balaikota.kernel.db import new_id
from balaikota.kernel.http.log import configure_logging
from balaikota.testing.identity_factory import (
    PASSWORD,
    PHONE,
    path_of,
    sent_code,
    set_up_totp,
    submit,
    totp_code,
)

NAME = "Siti Nurhaliza Binti Rahmat"


@pytest.fixture
def log(monkeypatch):
    """The log of the city, written as in production; things are put back afterwards."""
    former, stream = logging.getLogger().handlers[:], io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging()
    yield stream
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = former


def everything_in(runtime) -> dict[str, bytes]:
    """The bytes of each column of each table, as they lie there."""
    found: dict[str, bytes] = {}
    with runtime.database.read() as session:
        inspector = inspect(session.connection())
        for table in inspector.get_table_names():
            for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    place = f"{table}.{column}"
                    found[place] = found.get(place, b"") + b"\x00" + bytes(raw)
    return found


def places_of(secret: str, contents: dict[str, bytes]) -> list[str]:
    return [place for place, raw in contents.items() if secret.encode() in raw]


def register(client, runtime) -> dict[str, str]:
    """Register by pages and return what had to stay secret."""
    asked = submit(client, "/daftar", contact=PHONE).headers["Location"]
    code = sent_code(runtime, PHONE)
    done = submit(client, asked, code=code)
    assert path_of(done) == "/daftar/data"
    proof = client.get_cookie("bk_proof").value
    with runtime.database.write() as session:
        account = create_account(
            session,
            account_id=new_id(),
            citizen_id=new_id(),
            display_name=NAME,
            contact=consume_proof(session, proof),
            password=PASSWORD,
            language="id",
        )
        totp = set_up_totp(session, account)
    return {"code": code, "proof": proof, "password": PASSWORD, "totp": totp, "name": NAME}


def sign_in_everywhere(client, api, runtime, clock) -> dict[str, str]:
    """Sign in by page and by API and return what had to stay secret."""
    asked = submit(client, "/masuk", contact=PHONE, password=PASSWORD).headers["Location"]
    challenge = client.get_cookie("bk_challenge").value
    submit(client, asked, code=totp_code(runtime))
    page = client.get_cookie("bk_session").value
    clock.advance(minutes=1)
    api_challenge = api("POST", "/sessions", {"contact": PHONE, "password": PASSWORD}).json
    body = {"challenge": api_challenge["challenge"], "code": totp_code(runtime)}
    tokens = api("POST", "/sessions/second-factor", body).json
    renewed = api("POST", "/tokens/refresh", {"refresh_token": tokens["refresh_token"]}).json
    return {
        "page challenge": challenge,
        "page session": page,
        "api challenge": api_challenge["challenge"],
        "access": tokens["access_token"],
        "refresh": tokens["refresh_token"],
        "new access": renewed["access_token"],
        "new refresh": renewed["refresh_token"],
    }


def test_nothing_secret_lies_readable(client, api, runtime, clock, log):
    secrets = register(client, runtime) | sign_in_everywhere(client, api, runtime, clock)
    api("POST", "/sessions", {"contact": PHONE, "password": "perahu hijau tua"})
    secrets |= {"wrong password": "perahu hijau tua", "number": "81234567890"}
    contents = everything_in(runtime)
    contents["log"] = log.getvalue().encode()
    assert {what: places_of(secret, contents) for what, secret in secrets.items()} == {
        what: [] for what in secrets
    }
    assert '"route": "/api/v1/identity/sessions"' in log.getvalue()


def test_the_search_would_find_what_lies_readable(client, api, runtime, clock):
    """No check that could not fail: plain values are planted in a text and in a blob column."""
    secrets = register(client, runtime)
    with runtime.database.write() as session:
        session.execute(
            text("UPDATE identity_account SET language = :code, display_name = :raw"),
            {"code": secrets["code"], "raw": secrets["proof"].encode()},
        )
    contents = everything_in(runtime)
    assert places_of(secrets["code"], contents) == ["identity_account.language"]
    assert places_of(secrets["proof"], contents) == ["identity_account.display_name"]


def test_the_answers_to_keyed_requests_are_sealed_too(api, runtime):
    started = api("POST", "/contact-proofs", {"contact": PHONE, "purpose": "register"}).json
    path = f"/contact-proofs/{started['id']}/verification"
    proof = api("POST", path, {"code": sent_code(runtime, PHONE)}).json["proof"]
    contents = everything_in(runtime)
    assert contents["kernel_idempotency.answer"]
    assert places_of(proof, contents) == []
