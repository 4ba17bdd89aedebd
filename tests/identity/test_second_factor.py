# SPDX-License-Identifier: Apache-2.0
"""An officer's password is half a key: the permissions come with the code of the app."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from balaikota.identity.models import Challenge, Totp
from balaikota.identity.services import SecondFactorNeeded, disable_account, require_second_factor
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.db import new_id
from balaikota.testing.identity_factory import (
    PASSWORD,
    SECRET,
    api_headers,
    hidden_fields,
    officer_headers,
    totp_code,
)

BUDI = "budi@contoh.id"


@pytest.fixture
def challenge(api, officer):
    """Budi's password was right: give the challenge."""

    def ask(contact=BUDI):
        answer = api("POST", "/sessions", {"contact": contact, "password": PASSWORD})
        assert answer.status_code == 200
        return answer.json["challenge"]

    return ask


@pytest.fixture
def answer(api):
    def send(challenge, code):
        return api("POST", "/sessions/second-factor", {"challenge": challenge, "code": code})

    return send


def me(api, tokens):
    return api("GET", "/me", headers={"Authorization": f"Bearer {tokens.json['access_token']}"})


def wrong(runtime) -> str:
    """A code that fits none of the three steps that are accepted."""
    now = int(runtime.now().timestamp())
    accepted = {pyotp.TOTP(SECRET).at(now + drift) for drift in (-30, 0, 30)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in accepted)


def actions(runtime) -> list[str]:
    with runtime.database.read() as session:
        return [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_the_password_alone_gives_no_token(api, officer):
    asked = api("POST", "/sessions", {"contact": BUDI, "password": PASSWORD})
    assert asked.status_code == 200
    assert asked.json.keys() == {"second_factor_required", "challenge", "expires_in", "enrolment"}
    assert (asked.json["second_factor_required"], asked.json["enrolment"]) == (True, None)


def test_the_code_gives_tokens_with_the_permissions(api, runtime, challenge, answer):
    tokens = answer(challenge(), totp_code(runtime))
    assert tokens.status_code == 201
    shown = me(api, tokens).json
    assert (shown["second_factor"], shown["permissions"]) == (True, ["office.desk.use"])


def test_without_the_code_an_officer_is_a_citizen_like_any_other(app, api, officer):
    shown = api("GET", "/me", headers=api_headers(app, officer)).json
    assert (shown["second_factor"], shown["permissions"]) == (False, [])


def test_a_citizen_is_not_asked(api, account, officer):
    assert (
        api("POST", "/sessions", {"contact": "081234567890", "password": PASSWORD}).status_code
        == 201
    )


def test_whoever_has_an_app_is_asked_even_without_an_office(api, office, officer):
    office.officers.clear()
    assert api("POST", "/sessions", {"contact": BUDI, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_clock_may_be_off_by_one_step(runtime, challenge, answer, drift):
    code = pyotp.TOTP(SECRET).at(int(runtime.now().timestamp()) + drift)
    assert answer(challenge(), code).status_code == 201


@pytest.mark.parametrize("drift", [-60, 60])
def test_two_steps_are_too_many(runtime, challenge, answer, drift):
    code = pyotp.TOTP(SECRET).at(int(runtime.now().timestamp()) + drift)
    assert answer(challenge(), code).status_code == 422


def test_a_code_works_once(runtime, challenge, answer, clock):
    code = totp_code(runtime)
    assert answer(challenge(), code).status_code == 201
    again = answer(challenge(), code)
    assert again.status_code == 422
    assert "sudah dipakai" in again.json["errors"][0]["detail"]
    clock.advance(seconds=30)
    assert answer(challenge(), totp_code(runtime)).status_code == 201


def test_an_older_code_does_not_work_after_a_newer_one(runtime, challenge, answer):
    now = int(runtime.now().timestamp())
    assert answer(challenge(), pyotp.TOTP(SECRET).at(now)).status_code == 201
    assert answer(challenge(), pyotp.TOTP(SECRET).at(now - 30)).status_code == 422


def test_a_challenge_is_answered_once(runtime, challenge, answer, clock):
    asked = challenge()
    assert answer(asked, totp_code(runtime)).status_code == 201
    clock.advance(seconds=30)
    assert answer(asked, totp_code(runtime)).status_code == 401


def test_a_challenge_ends_after_ten_minutes(runtime, challenge, answer, clock):
    asked = challenge()
    clock.advance(minutes=10)
    late = answer(asked, totp_code(runtime))
    assert (late.status_code, late.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert late.json["detail"] == "Masuk lagi dengan kata sandi Anda"


def test_five_wrong_codes_end_the_challenge(runtime, challenge, answer, clock):
    asked = challenge()
    statuses = [answer(asked, wrong(runtime)).status_code for _ in range(5)]
    clock.advance(minutes=1)
    assert [*statuses, answer(asked, totp_code(runtime)).status_code] == [422] * 5 + [401]
    assert actions(runtime).count("identity.second_factor_failed") == 5


def test_a_new_challenge_brings_no_new_tries(runtime, challenge, answer, clock):
    for _ in range(5):
        answer(challenge(), wrong(runtime))
    refused = answer(challenge(), totp_code(runtime))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    clock.advance(seconds=30)
    assert answer(challenge(), totp_code(runtime)).status_code == 201


def test_a_challenge_of_the_api_does_not_sign_a_page_in(app, runtime, challenge):
    client = app.test_client()
    client.set_cookie("bk_challenge", challenge())
    hidden = hidden_fields(client, "/masuk/kode")
    sent = client.post("/masuk/kode", data=hidden | {"code": totp_code(runtime)})
    assert (sent.status_code, "bk_session" in str(sent.headers)) == (422, False)


def test_an_account_shut_meanwhile_gets_no_session(runtime, officer, challenge, answer):
    asked = challenge()
    with runtime.database.write() as session:
        disable_account(session, None, officer.id)
    assert answer(asked, totp_code(runtime)).status_code == 401


def test_ten_answers_at_once_open_one_session(app, runtime, challenge):
    body = {"challenge": challenge(), "code": totp_code(runtime)}

    def send(_number):
        path = "/api/v1/identity/sessions/second-factor"
        return app.test_client().post(path, json=body).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(send, range(10)))
    assert statuses == [201] + [401] * 9


def test_one_code_in_ten_challenges_opens_one_session(app, runtime, challenge):
    asked, code = [challenge() for _ in range(4)], totp_code(runtime)

    def send(token):
        path = "/api/v1/identity/sessions/second-factor"
        body = {"challenge": token, "code": code}
        return app.test_client().post(path, json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(send, asked))
    assert statuses == [201, 422, 422, 422]


class TestEnrolment:
    """The first time, an officer sets the app up."""

    def asked(self, api):
        return api("POST", "/sessions", {"contact": "ani@contoh.id", "password": PASSWORD}).json

    def test_the_answer_holds_what_the_app_needs(self, api, newcomer):
        enrolment = self.asked(api)["enrolment"]
        app = pyotp.parse_uri(enrolment["address"])
        assert (app.secret, app.interval, app.digits) == (enrolment["secret"], 30, 6)
        assert (app.name, app.issuer) == ("Ani", "Bontang")

    def test_the_first_code_keeps_it_and_signs_in(self, api, runtime, newcomer, answer, clock):
        asked = self.asked(api)
        secret = asked["enrolment"]["secret"]
        tokens = answer(asked["challenge"], totp_code(runtime, secret))
        assert tokens.status_code == 201
        assert me(api, tokens).json["permissions"] == ["office.desk.use"]
        assert "identity.second_factor_enrolled" in actions(runtime)
        clock.advance(seconds=30)
        next_time = self.asked(api)
        assert next_time["enrolment"] is None
        assert answer(next_time["challenge"], totp_code(runtime, secret)).status_code == 201

    def test_its_code_cannot_be_used_again(self, api, runtime, newcomer, answer):
        asked = self.asked(api)
        code = totp_code(runtime, asked["enrolment"]["secret"])
        answer(asked["challenge"], code)
        assert answer(self.asked(api)["challenge"], code).status_code == 422

    def test_nothing_is_kept_before_the_first_right_code(self, api, runtime, newcomer, answer):
        asked = self.asked(api)
        assert answer(asked["challenge"], wrong(runtime)).status_code == 422
        with runtime.database.read() as session:
            assert session.get(Totp, newcomer.id) is None

    def test_of_two_browsers_the_first_wins(self, api, runtime, newcomer, answer):
        first, second = self.asked(api), self.asked(api)
        assert first["enrolment"]["secret"] != second["enrolment"]["secret"]
        for asked, status in ((first, 201), (second, 401)):
            code = totp_code(runtime, asked["enrolment"]["secret"])
            assert answer(asked["challenge"], code).status_code == status

    def test_the_secret_is_kept_sealed(self, api, runtime, newcomer, answer):
        asked = self.asked(api)
        secret = asked["enrolment"]["secret"].encode()
        with runtime.database.read() as session:
            assert secret not in session.query(Challenge).one().enrol_secret
        answer(asked["challenge"], totp_code(runtime, secret.decode()))
        with runtime.database.read() as session:
            assert secret not in session.get(Totp, newcomer.id).secret
            assert session.query(Challenge).one().enrol_secret is None


class TestOfficersSession:
    """Twelve hours at most, one hour unused."""

    def test_it_ends_after_an_hour_unused(self, app, api, officer, clock):
        headers = officer_headers(app, officer)
        clock.advance(minutes=59)
        assert api("GET", "/me", headers=headers).status_code == 200
        clock.advance(minutes=60)
        assert api("GET", "/me", headers=headers).status_code == 401

    def test_it_ends_after_twelve_hours_in_any_case(self, app, api, officer, clock):
        headers = officer_headers(app, officer)
        for _ in range(23):
            clock.advance(minutes=30)
            assert api("GET", "/me", headers=headers).status_code == 200
        clock.advance(minutes=30)
        assert api("GET", "/me", headers=headers).status_code == 401

    def test_a_weighty_act_may_want_a_recent_code(self, app, runtime, officer, clock):
        from datetime import timedelta

        from balaikota.identity.models import AccountSession

        officer_headers(app, officer)
        with runtime.database.read() as session:
            actor = Actor(officer.id, session.query(AccountSession).one().id)
            require_second_factor(session, actor, within=timedelta(minutes=5))
            clock.advance(minutes=6)
            require_second_factor(session, actor)
            with pytest.raises(SecondFactorNeeded):
                require_second_factor(session, actor, within=timedelta(minutes=5))
            with pytest.raises(SecondFactorNeeded):
                require_second_factor(session, Actor(officer.id, new_id()))
