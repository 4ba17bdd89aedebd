# SPDX-License-Identifier: Apache-2.0
"""What is over is deleted; an operator ends sessions from the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from balaikota.identity.cli import end_sessions
from balaikota.identity.jobs import JOBS, delete_expired
from balaikota.identity.models import (
    AccountSession,
    Challenge,
    ContactProof,
    RefreshToken,
    Throttle,
)
from balaikota.kernel.audit.models import AuditEntry
from balaikota.testing.identity_factory import PASSWORD, PHONE, api_headers, page_client

KINDS = (ContactProof, Challenge, AccountSession, RefreshToken, Throttle)


@pytest.fixture
def traces(api, account, officer):
    """One row of everything that expires: a code, a challenge, a session with its token, counts."""
    api("POST", "/contact-proofs", {"contact": "081234567899", "purpose": "register"})
    api("POST", "/sessions", {"contact": PHONE, "password": PASSWORD})
    api("POST", "/sessions", {"contact": "budi@contoh.id", "password": PASSWORD})


def counts(runtime) -> list[int]:
    with runtime.database.read() as session:
        return [session.query(kind).count() for kind in KINDS]


def test_what_still_works_is_kept(runtime, traces):
    before = counts(runtime)
    assert min(before) > 0
    delete_expired(runtime)
    assert counts(runtime) == before


def test_codes_and_challenges_go_first_and_sessions_thirty_days_after_their_end(
    runtime, traces, clock
):
    clock.advance(hours=1)
    delete_expired(runtime)
    assert counts(runtime)[:4] == [0, 0, 1, 1]
    clock.advance(days=2)
    delete_expired(runtime)
    assert counts(runtime) == [0, 0, 1, 1, 0]
    clock.advance(days=58, hours=1)
    delete_expired(runtime)
    assert counts(runtime) == [0, 0, 0, 0, 0]


def test_a_revoked_session_is_kept_for_thirty_days(runtime, app, api, account, clock):
    api("DELETE", "/sessions/current", headers=api_headers(app, account))
    clock.advance(days=29)
    delete_expired(runtime)
    assert counts(runtime)[2] == 1
    clock.advance(days=2)
    delete_expired(runtime)
    assert counts(runtime)[2] == 0


def test_the_job_is_known_to_the_worker(runtime):
    found = [job for plugin, job in runtime.plugins.collect("jobs") if plugin.name == "identity"]
    assert found == list(JOBS)


def test_every_session_of_a_contact_can_be_ended(runtime, app, api, account, noise):
    mine, other = api_headers(app, account), api_headers(app, noise)
    browser = page_client(app, account)
    run = CliRunner().invoke(end_sessions, ["--contact", "0812 3456 7890"], obj=runtime)
    assert (run.exit_code, run.output) == (0, "2 sessions ended\n")
    assert api("GET", "/me", headers=mine).status_code == 401
    assert browser.get("/akun").status_code == 303
    assert api("GET", "/me", headers=other).status_code == 200
    with runtime.database.read() as session:
        rows = session.query(AuditEntry).filter_by(action="identity.session_revoked").all()
    assert [row.subject_id for row in rows] == [account.citizen_id] * 2


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [("081234567891", "no account has this contact"), ("siti", "Tulis nomor HP")],
)
def test_a_contact_that_is_not_there_is_said(runtime, account, contact, sentence):
    run = CliRunner().invoke(end_sessions, ["--contact", contact], obj=runtime)
    assert run.exit_code == 1
    assert sentence in run.output
