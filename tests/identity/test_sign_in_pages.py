# SPDX-License-Identifier: Apache-2.0
"""Signing in and out by pages, without any script."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from balaikota.identity.models import AccountSession
from balaikota.testing.identity_factory import (
    PASSWORD,
    PHONE,
    hidden_fields,
    make_account,
    page_client,
    path_of,
    submit,
    totp_code,
)

PAGE_FIELDS = {"contact": PHONE, "password": PASSWORD}
BUDI = {"contact": "budi@contoh.id", "password": PASSWORD}
ANI = {"contact": "ani@contoh.id", "password": PASSWORD}
SOMEWHERE = "/akun?halaman=2&urut=baru"


def words(response) -> str:
    return response.get_data(as_text=True)


def cookies_set(response) -> dict[str, str]:
    """Name to whole line of each cookie that the answer sets."""
    lines = response.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: line for line in lines}


def live_sessions(runtime) -> int:
    with runtime.database.read() as session:
        return session.query(AccountSession).filter(AccountSession.revoked_at.is_(None)).count()


class TestSignIn:
    def test_the_right_password_signs_in_and_leads_home(self, client, account):
        answer = submit(client, "/masuk", **PAGE_FIELDS)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert "Siti Aminah" in words(client.get("/akun"))

    def test_one_is_led_back_to_where_one_wanted_to_go(self, client, account):
        wanted = client.get(SOMEWHERE)
        assert (wanted.status_code, path_of(wanted)) == (303, "/masuk")
        answer = submit(client, wanted.headers["Location"], **PAGE_FIELDS)
        assert answer.headers["Location"] == SOMEWHERE

    def test_a_wrong_password_is_said_once_and_nothing_is_kept(self, client, runtime, account):
        answer = submit(client, "/masuk", contact=PHONE, password="perahu merah")
        assert answer.status_code == 422
        assert "Periksa lagi nomor HP atau e-mail dan kata sandi Anda" in words(answer)
        assert 'role="alert"' in words(answer)
        assert f'value="{PHONE}"' in words(answer)
        assert "perahu merah" not in words(answer)
        assert "bk_session" not in cookies_set(answer)
        assert live_sessions(runtime) == 0

    def test_wrong_tries_are_counted_and_the_page_says_how_long_to_wait(self, client, account):
        for _ in range(5):
            assert submit(client, "/masuk", contact=PHONE, password="salah").status_code == 422
        refused = submit(client, "/masuk", **PAGE_FIELDS)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
        assert "Tunggu 30 detik, lalu coba lagi" in words(refused)

    def test_blanks_around_a_password_are_part_of_it(self, client, runtime):
        with runtime.database.write() as session:
            make_account(session, contact=PHONE, password="  laut biru ")
        assert submit(client, "/masuk", contact=PHONE, password="laut biru").status_code == 422
        assert (
            submit(client, "/masuk", contact=f" {PHONE} ", password="  laut biru ").status_code
            == 303
        )

    def test_empty_fields_are_named(self, client):
        answer = submit(client, "/masuk", contact="", password="")
        assert answer.status_code == 422
        assert 'href="#f-contact"' in words(answer)
        assert 'href="#f-password"' in words(answer)

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client, account):
        cookie = cookies_set(submit(client, "/masuk", **PAGE_FIELDS))["bk_session"]
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(cookie.split("; "))
        assert "Secure" not in cookie

    def test_signing_in_brings_the_accounts_language(self, client, runtime):
        with runtime.database.write() as session:
            make_account(session, contact=PHONE, language="en")
        submit(client, "/masuk", **PAGE_FIELDS)
        assert '<html lang="en"' in words(client.get("/"))

    def test_signing_in_again_ends_the_browsers_former_session(
        self, app, client, runtime, account, noise
    ):
        browser = page_client(app, noise)
        former = browser.get_cookie("bk_session").value
        browser.get("/")
        page = browser.get("/masuk")
        assert (page.status_code, page.headers["Location"]) == (303, "/")
        # The form was open from before; it is sent now.
        hidden = hidden_fields(client, "/masuk")
        client.set_cookie("bk_session", former)
        assert client.post("/masuk", data=hidden | PAGE_FIELDS).status_code == 303
        assert live_sessions(runtime) == 1
        client.set_cookie("bk_session", former)
        assert client.get("/akun").status_code == 303

    def test_a_form_of_another_site_is_refused(self, client, account):
        assert client.post("/masuk", data=PAGE_FIELDS).status_code == 403
        hidden = hidden_fields(client, "/masuk")
        answer = client.post(
            "/masuk", data=hidden | PAGE_FIELDS, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403

    def test_a_made_up_cookie_is_a_visitor(self, client):
        client.set_cookie("bk_session", "x" * 43)
        assert client.get("/").status_code == 200
        assert client.get("/akun").status_code == 303

    def test_an_ended_session_can_sign_in_again(self, app, runtime, account, clock):
        browser = page_client(app, account)
        clock.advance(days=15)
        assert path_of(browser.get("/akun")) == "/masuk"
        assert submit(browser, "/masuk", **PAGE_FIELDS).status_code == 303
        assert browser.get("/akun").status_code == 200


class TestUnderHttps:
    @pytest.fixture
    def settings_values(self, settings_values):
        server = {"mode": "test", "base_url": "https://layanan.bontang.example"}
        return settings_values | {"server": server}

    def test_cookies_belong_to_this_host_alone(self, client, account):
        cookie = cookies_set(submit(client, "/masuk", **PAGE_FIELDS))["__Host-bk_session"]
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "evil.example",
    "//[",
    "",
]


@pytest.mark.sqlite_only
class TestOpenRedirect:
    @pytest.mark.parametrize("wanted", ELSEWHERE, ids=repr)
    def test_nobody_is_sent_elsewhere(self, app, client, account, wanted):
        answer = submit(client, f"/masuk?lanjut={quote(wanted)}", **PAGE_FIELDS)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        signed_in = client.get(f"/masuk?lanjut={quote(wanted)}")
        assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/")

    @pytest.mark.parametrize("wanted", ["/", "/akun", "/a?x=1&y=//b", "/a/%2F%2Fb", "/é"])
    def test_a_path_of_ours_is_kept(self, client, account, wanted):
        answer = submit(client, f"/masuk?lanjut={quote(wanted)}", **PAGE_FIELDS)
        assert urlsplit(answer.headers["Location"]).netloc == ""
        assert answer.headers["Location"] == wanted.replace("é", "%C3%A9")


class TestSecondFactor:
    def test_an_officer_is_asked_for_the_code_and_then_led_on(self, client, runtime, officer):
        asked = submit(client, f"/masuk?lanjut={'/akun'}", **BUDI)
        assert path_of(asked) == "/masuk/kode"
        assert client.get("/akun").status_code == 303
        done = submit(client, asked.headers["Location"], code=totp_code(runtime))
        assert (done.status_code, done.headers["Location"]) == (303, "/akun")
        assert "Max-Age=43200" in cookies_set(done)["bk_session"]
        assert "bk_challenge=;" in cookies_set(done)["bk_challenge"]
        assert client.get("/petugas").status_code == 200

    def test_a_wrong_code_is_said_and_can_be_mended(self, client, runtime, officer):
        asked = submit(client, "/masuk", **BUDI).headers["Location"]
        wrong = submit(client, asked, code="000000" if totp_code(runtime) != "000000" else "1" * 6)
        assert wrong.status_code == 422
        assert "Kode tidak cocok atau sudah dipakai" in words(wrong)
        assert submit(client, asked, code="12").status_code == 422
        assert submit(client, asked, code=totp_code(runtime)).status_code == 303

    def test_after_five_wrong_codes_one_begins_again(self, client, runtime, officer):
        asked = submit(client, "/masuk", **BUDI).headers["Location"]
        codes = [str(n) * 6 for n in range(10) if str(n) * 6 != totp_code(runtime)]
        answers = [submit(client, asked, code=code) for code in codes[:5]]
        assert [answer.status_code for answer in answers] == [422] * 5
        assert "Masuk lagi dengan kata sandi Anda" in words(answers[-1])
        assert path_of(client.get(asked)) == "/masuk"

    def test_without_a_password_there_is_nothing_to_answer(self, client):
        for page in ("/masuk/kode", "/masuk/pasang-kode"):
            answer = client.get(f"{page}?lanjut=/akun")
            assert (answer.status_code, path_of(answer)) == (303, "/masuk")
            assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"lanjut": ["/akun"]}

    def test_a_late_code_is_answered_with_a_way_back(self, client, runtime, officer, clock):
        asked = submit(client, "/masuk", **BUDI).headers["Location"]
        hidden = hidden_fields(client, asked)
        clock.advance(minutes=11)
        late = client.post(asked, data=hidden | {"code": totp_code(runtime)})
        assert late.status_code == 422
        assert "Mulai lagi dengan kata sandi Anda" in words(late)

    def test_the_first_time_the_app_is_set_up(self, client, runtime, newcomer, clock):
        asked = submit(client, "/masuk", **ANI)
        assert path_of(asked) == "/masuk/pasang-kode"
        page = words(client.get(asked.headers["Location"]))
        assert 'src="data:image/svg+xml' in page
        secret = re.search(r"secret=([A-Z2-7]{32})", page)[1]
        assert secret in re.sub(
            r"[^A-Z2-7]", "", page.partition("<code>")[2].partition("</code>")[0]
        )
        done = submit(client, asked.headers["Location"], code=totp_code(runtime, secret))
        assert done.status_code == 303
        assert client.get("/petugas").status_code == 200
        submit(client, "/akun", to="/keluar")
        clock.advance(seconds=30)
        again = submit(client, "/masuk", **ANI)
        assert path_of(again) == "/masuk/kode"
        assert (
            submit(client, again.headers["Location"], code=totp_code(runtime, secret)).status_code
            == 303
        )


class TestSignOut:
    def test_it_ends_the_session_and_the_cookie(self, app, runtime, account):
        browser = page_client(app, account)
        token = browser.get_cookie("bk_session").value
        answer = submit(browser, "/akun", to="/keluar")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert browser.get_cookie("bk_session") is None
        browser.set_cookie("bk_session", token)
        assert browser.get("/akun").status_code == 303
        assert live_sessions(runtime) == 0

    def test_signing_out_twice_does_no_harm(self, client):
        assert submit(client, "/masuk", to="/keluar").status_code == 303

    def test_another_site_cannot_sign_one_out(self, app, runtime, account):
        browser = page_client(app, account)
        assert browser.post("/keluar").status_code == 403
        assert browser.get("/keluar").status_code == 405
        assert live_sessions(runtime) == 1
