# SPDX-License-Identifier: Apache-2.0
"""What somebody learns who holds a letter, on the page and in the API, and what nobody learns."""

import io
import re

import pytest
from sqlalchemy import func, select

from balaikota.documents.codes import new_code, shown_code
from balaikota.documents.models import Letter
from balaikota.files.models import StoredFile
from balaikota.kernel.secrets.models import SubjectKey

HIDDEN = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)">')


@pytest.fixture
def page(client):
    """Return status and words of the page behind a code."""

    def open_page(code):
        answer = client.get(f"/verifikasi/{code}")
        return answer.status_code, words_of(answer)

    return open_page


def words_of(answer):
    main = answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class TestThePageOfALetter:
    def test_says_that_it_is_in_force_and_all_that_can_be_compared(self, page, letter):
        status, words = page(letter.code)
        assert status == 200
        for part in (
            "Surat ini kami terbitkan dan masih berlaku",
            "Surat Keterangan Usaha",
            "500.2.3/1/KEL-API",
            "18 November 2026",
            "Kelurahan Api-Api, Pemerintah Kota Bontang",
            "Andi Nurhayati, S.Sos.",
            "Lurah Api-Api",
            "18 November 2026 10.00 WITA",
            "S. R.",
            letter.sha256,
            "Hasil cetaknya adalah salinan",
        ):
            assert part in words

    def test_does_not_name_the_person(self, page, letter):
        assert not {"Siti", "Rahmawati", "Warung"} & set(re.findall(r"\w+", page(letter.code)[1]))

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("certified", "TTE tersertifikasi"),
            ("uncertified", "TTE tidak tersertifikasi"),
            ("example", "Contoh, tidak tersertifikasi"),
        ],
    )
    def test_says_which_kind_of_signature_it_is(self, office, page, letter, kind, words):
        with office.runtime.database.write() as session:
            session.get_one(Letter, letter.id).signature_kind = kind
        shown = page(letter.code)[1]
        assert f"Jenis tanda tangan {words}" in shown
        assert ("contoh untuk peragaan" in shown) == (kind == "example")

    def test_shows_a_revocation_and_not_its_reason(self, office, page, letter, clock):
        clock.advance(days=3)
        office.revoke(letter.id)
        status, words = page(letter.code)
        assert status == 200
        assert "Surat ini sudah dicabut" in words
        assert "dicabut pada 21 November 2026" in words
        assert "masih berlaku" not in words
        assert "tidak benar" not in words

    def test_of_a_replaced_letter_leads_to_the_new_one(self, office, client, page, letter):
        new = office.letter(office.reserve())
        office.supersede(letter.id, new.id)
        status, words = page(letter.code)
        assert status == 200
        assert "Surat ini sudah digantikan" in words
        assert f'href="/verifikasi/{new.code}"' in client.get(
            f"/verifikasi/{letter.code}"
        ).get_data(as_text=True)
        assert "masih berlaku" in page(new.code)[1]

    def test_stays_when_the_person_was_erased(self, office, page, letter):
        with office.runtime.database.write() as session:
            session.delete(session.get_one(SubjectKey, office.citizen_id))
        status, words = page(letter.code)
        assert status == 200
        assert "Inisial nama di surat Sudah dihapus" in words

    def test_speaks_english_too(self, client, letter):
        client.set_cookie("bahasa", "en")
        words = words_of(client.get(f"/verifikasi/{letter.code}"))
        assert "We issued this letter and it is in force" in words
        assert "surat" not in words.lower().replace("surat keterangan usaha", "")


class TestAnUnknownCode:
    def test_is_not_found_and_looks_like_any_other(self, page, letter):
        answers = {page(code)[1] for code in (new_code(), "x", "7KQ2-M9XW-4T", letter.code[:-1])}
        assert len(answers) == 1
        assert "Surat ini tidak dikenal" in answers.pop()
        assert page(new_code())[0] == 404

    def test_is_what_a_letter_has_that_waits_for_its_signature(self, office, page, monkeypatch):
        from balaikota.documents.services import completing

        monkeypatch.setattr(completing, "_claim", lambda *_arguments: False)
        waiting = office.letter(office.reserve())
        assert waiting.state == "signing"
        assert page(waiting.code) == page(new_code())

    def test_is_what_a_letter_has_that_was_revoked_before_it_was_signed(
        self, office, page, monkeypatch
    ):
        from balaikota.documents.services import complete_signing, completing

        with monkeypatch.context() as patched:
            patched.setattr(completing, "_claim", lambda *_arguments: False)
            waiting = office.letter(office.reserve())
        office.revoke(waiting.id)
        assert complete_signing(office.runtime, waiting.id) is False
        assert office.letter(waiting.id).state == "revoked"
        assert page(waiting.code) == page(new_code())


class TestTheFormForCodes:
    def test_leads_from_a_typed_code_to_the_page(self, client, letter):
        typed = shown_code(letter.code).lower().replace("-", " ")
        answer = client.get("/verifikasi", query_string={"kode": typed})
        assert (answer.status_code, answer.location) == (303, f"/verifikasi/{letter.code}")

    def test_says_when_something_is_missing_and_keeps_what_was_typed(self, client):
        answer = client.get("/verifikasi", query_string={"kode": "7KQ2-M9XW"})
        assert answer.status_code == 422
        assert "26 huruf dan angka" in words_of(answer)
        assert 'value="7KQ2-M9XW"' in answer.get_data(as_text=True)

    def test_is_empty_at_first(self, client):
        answer = client.get("/verifikasi")
        assert answer.status_code == 200
        assert "Periksa surat" in words_of(answer)


class TestAFile:
    @pytest.fixture
    def send(self, client):
        def send(pdf):
            hidden = dict(HIDDEN.findall(client.get("/verifikasi").get_data(as_text=True)))
            file = {"berkas": (io.BytesIO(pdf), "surat.pdf")} if pdf is not None else {}
            return client.post("/verifikasi", data=hidden | file)

        return send

    def test_that_we_signed_is_recognised_and_not_kept(self, office, send, letter):
        with office.runtime.database.read() as session:
            before = session.scalar(select(func.count()).select_from(StoredFile))
        answer = send(office.pdf(letter.id))
        assert answer.status_code == 200
        assert "sama persis dengan berkas yang ditandatangani" in words_of(answer)
        with office.runtime.database.read() as session:
            assert session.scalar(select(func.count()).select_from(StoredFile)) == before

    def test_of_a_revoked_letter_says_so(self, office, send, letter):
        office.revoke(letter.id)
        assert "Surat ini sudah dicabut" in words_of(send(office.pdf(letter.id)))

    def test_with_one_byte_changed_is_unknown(self, office, send, letter):
        pdf = office.pdf(letter.id)
        answer = send(pdf[:-10] + bytes([pdf[-10] ^ 1]) + pdf[-9:])
        assert answer.status_code == 404
        assert "bukan berkas asli" in words_of(answer)

    def test_has_to_be_chosen(self, send):
        answer = send(None)
        assert answer.status_code == 422
        assert "Pilih berkas PDF suratnya" in words_of(answer)


class TestTheApi:
    def test_says_the_same_as_the_page(self, client, letter):
        answer = client.get(f"/api/v1/documents/verifications/{shown_code(letter.code)}")
        assert answer.status_code == 200
        assert answer.get_json() == {
            "status": "valid",
            "code": shown_code(letter.code),
            "title": "Surat Keterangan Usaha",
            "number": "500.2.3/1/KEL-API",
            "letter_date": "2026-11-18",
            "unit": "Kelurahan Api-Api",
            "signer": "Andi Nurhayati, S.Sos.",
            "position": "Lurah Api-Api",
            "initials": "S. R.",
            "signed_at": "2026-11-18T02:00:00+00:00",
            "signature_kind": "example",
            "sha256": letter.sha256,
            "revoked_at": None,
            "replaced_by": None,
        }

    def test_answers_an_unknown_code_with_a_problem(self, client, letter):
        answers = [
            client.get(f"/api/v1/documents/verifications/{code}") for code in (new_code(), "x")
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        titles = {(each.mimetype, each.get_json()["detail"]) for each in answers}
        assert titles == {("application/problem+json", "Kode ini tidak dikenal")}
