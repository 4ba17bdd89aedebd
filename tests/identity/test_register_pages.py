# SPDX-License-Identifier: Apache-2.0
"""The first steps of the registration by pages, without any script."""

from __future__ import annotations

import pytest

from balaikota.testing.identity_factory import (
    PHONE,
    hidden_fields,
    page_client,
    path_of,
    sent_code,
    sent_messages,
    submit,
)


def words(response) -> str:
    return response.get_data(as_text=True)


def cookies_set(response) -> dict[str, str]:
    """Name to whole line of each cookie that the answer sets."""
    lines = response.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: line for line in lines}


class TestRegister:
    def test_the_code_leads_to_the_citizens_details_with_a_proof(self, client, runtime):
        asked = submit(client, "/daftar", contact=PHONE)
        assert (asked.status_code, path_of(asked)) == (303, "/daftar/kode")
        assert "0812****7890" in words(client.get(asked.headers["Location"]))
        done = submit(client, asked.headers["Location"], code=sent_code(runtime, PHONE))
        assert (done.status_code, path_of(done)) == (303, "/daftar/data")
        proof = cookies_set(done)["bk_proof"]
        assert {"HttpOnly", "SameSite=Lax", "Max-Age=1800"} <= set(proof.split("; "))

    def test_pressing_twice_sends_one_code(self, client, runtime):
        hidden = hidden_fields(client, "/daftar")
        answers = [client.post("/daftar", data=hidden | {"contact": PHONE}) for _ in range(2)]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]
        assert len(sent_messages(runtime, PHONE)) == 1

    def test_a_taken_contact_looks_the_same(self, client, runtime, account):
        asked = submit(client, "/daftar", contact=PHONE)
        assert path_of(asked) == "/daftar/kode"
        page = words(client.get(asked.headers["Location"]))
        assert "Kode dikirim ke" in page
        assert "sudah" not in page
        wrong = submit(client, asked.headers["Location"], code="123456")
        assert "Anda dapat mencoba 4 kali lagi" in words(wrong)

    def test_wrong_codes_are_counted(self, client, runtime):
        asked = submit(client, "/daftar", contact=PHONE).headers["Location"]
        code = sent_code(runtime, PHONE)
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _ in range(5):
            assert submit(client, asked, code=wrong).status_code == 422
        last = submit(client, asked, code=code)
        assert "lima kali salah" in words(last)
        assert "bk_proof" not in cookies_set(last)

    @pytest.mark.parametrize(
        ("contact", "part"),
        [
            ("", "wajib diisi"),
            ("08123456", "kurang angkanya"),
            ("(0548) 20571", "nomor telepon rumah"),
            ("siti@contoh", "tidak lengkap"),
        ],
    )
    def test_each_mistake_is_said_next_to_the_field(self, client, runtime, contact, part):
        answer = submit(client, "/daftar", contact=contact)
        assert answer.status_code == 422
        assert words(answer).count(part) == 2  # in the summary and at the field
        assert "<title>Galat: Daftar" in words(answer)

    def test_another_code_can_be_asked_for_after_a_minute(self, client, runtime, clock):
        asked = submit(client, "/daftar", contact=PHONE).headers["Location"]
        again = asked.replace("/kode", "/kirim-ulang")
        soon = submit(client, asked, to=again)
        assert (soon.status_code, soon.headers["Retry-After"]) == (429, "60")
        clock.advance(minutes=1)
        sent = submit(client, asked, to=again)
        assert path_of(sent) == "/daftar/kode"
        assert "Kode baru sudah dikirim" in words(client.get(sent.headers["Location"]))
        done = submit(client, sent.headers["Location"], code=sent_code(runtime, PHONE))
        assert path_of(done) == "/daftar/data"

    @pytest.mark.parametrize("wanted", ["", "x", "01890000-0000-7000-8000-000000000001"])
    def test_an_unknown_request_is_not_found(self, client, wanted):
        assert client.get(f"/daftar/kode?permintaan={wanted}").status_code == 404

    def test_whoever_is_signed_in_has_no_need_to_register(self, app, account):
        assert path_of(page_client(app, account).get("/daftar")) == "/"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", ["/masuk", "/daftar"])
def test_every_word_of_a_page_is_in_its_language(client, path, language):
    client.set_cookie("bahasa", language)
    page = words(client.get(path))
    headings = {("/masuk", "id"): "Masuk", ("/masuk", "en"): "Sign in"}
    headings |= {("/daftar", "id"): "Daftar", ("/daftar", "en"): "Register"}
    assert f"<h1>{headings[path, language]}</h1>" in page
