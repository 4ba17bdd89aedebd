# SPDX-License-Identifier: Apache-2.0
"""A letter from its number to its PDF."""

import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from balaikota.allocation.models import Sequence
from balaikota.documents.codes import shown_code
from balaikota.documents.demo_ca import MARK
from balaikota.documents.models import Letter, LetterTemplate
from balaikota.documents.services import (
    LetterNotMade,
    draft_letter,
    letter_by_reference,
    letter_pdf,
    reserve_letter,
)
from balaikota.documents.services.reserving import NobodySigns, initials
from balaikota.documents.services.storing import LetterDamaged
from balaikota.documents.signing import check_signature
from balaikota.kernel.problems import NotFound
from balaikota.kernel.secrets.models import SubjectKey


def shown_text(path):
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def rows(runtime, model):
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


class TestAReservedLetter:
    def test_is_signed_as_soon_as_its_number_is_committed(self, office, clock):
        letter = office.letter(office.reserve())
        assert (letter.state, letter.number) == ("signed", "500.2.3/1/KEL-API")
        assert letter.signature_kind == "example"
        assert letter.certificate == f"{MARK} - Andi Nurhayati, S.Sos."
        assert letter.signed_at == clock()

    def test_has_no_signature_before_the_commit(self, office):
        with office.runtime.database.write() as session:
            letter = reserve_letter(session, office.actor, office.draft())
            assert letter.state == "signing"
            with pytest.raises(NotFound):
                letter_pdf(session, letter.id)

    def test_is_sound_for_pyhanko(self, office, city_authority, clock):
        check = check_signature(
            office.pdf(office.reserve()), roots=[city_authority.certificate], at=clock()
        )
        assert check.sound
        assert check.signer == f"{MARK} - Andi Nurhayati, S.Sos."
        assert check.signed_at == clock()

    @pytest.mark.sqlite_only
    def test_is_valid_for_pdfsig_and_qpdf(self, office, written):
        path = written(office.pdf(office.reserve()))
        command = ["pdfsig", "-nocert", str(path)]
        words = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid." in words
        assert "Total document signed" in words
        assert subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)

    @pytest.mark.sqlite_only
    def test_turns_every_check_red_when_one_byte_is_changed(
        self, office, city_authority, clock, written
    ):
        pdf = office.pdf(office.reserve())
        place = pdf.index(b"/Producer") if b"/Producer" in pdf else len(pdf) // 3
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        command = ["pdfsig", "-nocert", str(written(changed))]
        words = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid." not in words
        assert not check_signature(changed, roots=[city_authority.certificate], at=clock()).sound

    @pytest.mark.sqlite_only
    def test_says_whose_it_is_and_where_it_is_checked(self, office, written):
        letter_id = office.reserve()
        letter = office.letter(letter_id)
        words = shown_text(written(office.pdf(letter_id)))
        for part in (
            "PEMERINTAH KOTA BONTANG",
            "KECAMATAN BONTANG UTARA",
            "KELURAHAN API-API",
            "Nomor: 500.2.3/1/KEL-API",
            "Siti Rahmawati",
            "Warung Sari Laut",
            "Bontang, 18 November 2026",
            "Lurah Api-Api",
            "NIP 19820315 200604 2 007",
            "tanda tangan elektronik contoh, tidak tersertifikasi",
            f"http://localhost:8000/verifikasi/{letter.code}",
            shown_code(letter.code),
        ):
            assert part in words

    @pytest.mark.sqlite_only
    def test_has_a_qr_code_that_leads_to_its_page(self, office, written, tmp_path):
        letter_id = office.reserve()
        picture = tmp_path / "letter"
        path = written(office.pdf(letter_id))
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, picture], check=True)
        command = ["zbarimg", "--quiet", "--raw", f"{picture}.png"]
        read = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        assert read == f"http://localhost:8000/verifikasi/{office.letter(letter_id).code}"

    def test_keeps_nothing_about_the_person_in_plain_text(self, office):
        letter_id = office.reserve()
        letter = office.letter(letter_id)
        assert letter.sealed_values is None
        columns = {column.name for column in Letter.__table__.columns}
        plain = [getattr(letter, name) for name in columns]
        assert not any(
            "Siti" in str(value) or b"Siti" in bytes(str(value), "utf-8") for value in plain
        )
        assert letter.sha256 == hashlib.sha256(office.pdf(letter_id)).hexdigest()

    def test_is_found_by_what_it_belongs_to(self, office):
        office.reserve(reference="request-7")
        latest = office.reserve(reference="request-7")
        with office.runtime.database.read() as session:
            found = letter_by_reference(session, source="probe", reference="request-7")
            assert found is not None
            assert found.id == latest
            assert letter_by_reference(session, source="another", reference="request-7") is None

    @pytest.mark.sqlite_only
    def test_is_not_handed_out_when_its_file_was_changed_or_lost(self, office):
        letter_id = office.reserve()
        (path,) = office.runtime.settings.files_path.glob("??/??/*")
        content = path.read_bytes()
        assert b"%PDF" not in content
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(LetterDamaged):
            office.pdf(letter_id)
        path.unlink()
        with pytest.raises(LetterDamaged):
            office.pdf(letter_id)

    @pytest.mark.sqlite_only
    def test_is_not_handed_out_when_another_file_lies_in_its_place(self, office):
        letter, other = office.letter(office.reserve()), office.letter(office.reserve())
        with office.runtime.database.write() as session:
            session.get_one(Letter, letter.id).file_id = other.file_id
        with pytest.raises(LetterDamaged):
            office.pdf(letter.id)

    def test_is_gone_when_the_person_was_erased(self, office):
        letter_id = office.reserve()
        with office.runtime.database.write() as session:
            session.delete(session.get_one(SubjectKey, office.citizen_id))
        with pytest.raises(NotFound):
            office.pdf(letter_id)


class TestNumbers:
    def test_go_on_for_all_letters_of_a_unit_and_start_again_with_the_year(self, office, clock):
        first, second = office.reserve(kind="sku"), office.reserve(kind="sktm")
        clock.advance(days=44)  # 1 January 2027, 10.00 WITA
        third = office.reserve()
        numbers = [office.letter(each).number for each in (first, second, third)]
        assert numbers == ["500.2.3/1/KEL-API", "500.2.3/2/KEL-API", "500.2.3/1/KEL-API"]

    def test_belong_to_the_year_of_the_city_and_not_of_utc(self, office, clock):
        clock.advance(days=43, hours=14, minutes=30)  # 31 December 16.30 UTC: 00.30 WITA
        letter = office.letter(office.reserve())
        assert (letter.year, letter.letter_date.isoformat()) == (2027, "2027-01-01")

    @pytest.mark.sqlite_only
    def test_follow_the_template_of_their_kind(self, office):
        settings = office.runtime.plugin_settings["documents"]
        settings["number_templates"] = {"sktm": "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"}
        letters = [office.letter(office.reserve(kind=kind)) for kind in ("sktm", "sku")]
        assert [each.number for each in letters] == [
            "500.2.3/001/KEL-API/XI/2026",
            "500.2.3/2/KEL-API",
        ]

    def test_are_given_once_to_letters_of_the_same_moment(self, office):
        with ThreadPoolExecutor(4) as officers:
            ids = list(officers.map(lambda _: office.reserve(), range(4)))
        letters = [office.letter(each) for each in ids]
        assert {each.state for each in letters} == {"signed"}
        assert sorted(each.number for each in letters) == [
            f"500.2.3/{number}/KEL-API" for number in (1, 2, 3, 4)
        ]

    def test_are_not_used_up_by_a_letter_that_cannot_be_made(self, office):
        with pytest.raises(LetterNotMade):
            office.reserve(template="#let broken = (")
        assert office.letter(office.reserve()).number == "500.2.3/1/KEL-API"


class TestALetterThatCannotBeMade:
    def test_names_the_character_that_the_fonts_lack(self, office):
        with pytest.raises(LetterNotMade, match="“陳” tidak dapat dicetak"):
            office.reserve(values={"subject": {"name": "陳 Wei"}, "business": "Toko"})

    def test_names_the_template_and_the_line(self, office):
        with pytest.raises(LetterNotMade, match=r"sku/letter.typ \(main.typ:2:\d+\)"):
            office.reserve(template='#set document(title: "x")\n#values.nothing')

    def test_leaves_nothing_behind(self, office):
        with pytest.raises(LetterNotMade):
            office.reserve(template="#let broken = (")
        counted = [rows(office.runtime, model) for model in (Letter, LetterTemplate, Sequence)]
        assert counted == [0, 0, 0]

    @pytest.mark.sqlite_only
    def test_does_not_keep_others_waiting_when_it_never_ends(self, office):
        endless = "#for i in range(100000) { for j in range(100000) { let k = i + j } }"
        with pytest.raises(LetterNotMade, match="Naskah surat perlu diperbaiki"):
            office.reserve(template='#set document(title: "x")\n' + endless)

    @pytest.mark.sqlite_only
    def test_says_when_the_pictures_are_too_large(self, office):
        with pytest.raises(LetterNotMade, match="terlalu besar"):
            office.reserve(template_files={"picture.bin": bytes(1_000_000)})

    @pytest.mark.sqlite_only
    def test_says_when_the_crest_cannot_be_read(self, office, tmp_path, monkeypatch):
        from dataclasses import replace

        settings = office.runtime.settings
        city = replace(settings.city, crest=tmp_path / "no-crest.svg")
        monkeypatch.setattr(office.runtime, "settings", replace(settings, city=city))
        with pytest.raises(LetterNotMade, match="lambang"):
            office.reserve()

    def test_is_refused_before_anything_when_nobody_signs(self, office):
        office.runtime.plugin_settings["documents"]["signing"] = "none"
        with pytest.raises(NobodySigns):
            office.reserve()
        assert rows(office.runtime, Letter) == 0

    def test_may_not_bring_its_own_number(self, office):
        with pytest.raises(ValueError, match="number"):
            office.draft(values={"number": "1"})


class TestADraft:
    @pytest.mark.sqlite_only
    def test_shows_the_letter_without_number_and_writes_nothing(self, office, written):
        with office.runtime.database.read() as session:
            words = shown_text(written(draft_letter(session, office.draft())))
        assert "(belum bernomor)" in words
        assert "Belum ditandatangani" in words
        assert "Siti Rahmawati" in words
        assert rows(office.runtime, Letter) == 0


class TestTemplates:
    def test_are_kept_once_however_many_letters_use_them(self, office):
        office.reserve()
        office.reserve()
        office.reserve(template_files={"note.txt": b"x"})
        assert rows(office.runtime, LetterTemplate) == 2

    @pytest.mark.sqlite_only
    def test_keep_the_crest_of_the_day(self, office, tmp_path, monkeypatch):
        from dataclasses import replace

        crest = tmp_path / "crest.svg"
        crest.write_bytes(CREST)
        settings = office.runtime.settings
        city = replace(settings.city, crest=crest)
        monkeypatch.setattr(office.runtime, "settings", replace(settings, city=city))
        assert office.letter(office.reserve()).state == "signed"


CREST = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 11">'
    b'<path d="M0 0h10v6l-5 5-5-5z" fill="#246"/></svg>'
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siti Rahmawati", "S. R."),
        ("Suharto", "S."),
        ("H. M. Yusuf", "H. M. Y."),
        ("Élodie 2", "É."),
    ],
)
def test_initials_are_the_first_letters_of_the_words(name, expected):
    assert initials(name) == expected
