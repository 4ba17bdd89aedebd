# SPDX-License-Identifier: Apache-2.0
"""Letters as PDF, seen by other people's programs."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from balaikota.documents.letterhead import grouped_nip
from balaikota.documents.qr import qr_png
from balaikota.documents.rendering import LetterNotCompiled, LetterSource, compile_letter

Sku = Callable[..., LetterSource]
Written = Callable[[bytes], Path]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def text_of(path: Path) -> str:
    """Text of a PDF with every run of white space as one blank."""
    return " ".join(run("pdftotext", "-raw", path, "-").stdout.split())


@pytest.fixture
def compiled(signed_at: datetime) -> Callable[[LetterSource], bytes]:
    return lambda source: compile_letter(source, at=signed_at)


class TestTheLetter:
    def test_passes_the_check_of_qpdf(self, sku_pdf: bytes, written: Written) -> None:
        checked = run("qpdf", "--check", written(sku_pdf))
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def test_fails_the_check_of_qpdf_when_one_structural_byte_is_changed(
        self, sku_pdf: bytes, written: Written
    ) -> None:
        position = sku_pdf.rindex(b"startxref")
        damaged = sku_pdf[:position] + b"S" + sku_pdf[position + 1 :]
        assert run("qpdf", "--check", written(damaged)).returncode != 0

    def test_claims_pdf_a_2a_and_pdf_ua_1_and_is_tagged(
        self, sku_pdf: bytes, written: Written
    ) -> None:
        plain = subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", written(sku_pdf), "-"],
            capture_output=True,
            check=True,
        ).stdout
        for claim in (
            b"<pdfaid:part>2</pdfaid:part>",
            b"<pdfaid:conformance>A</pdfaid:conformance>",
            b"<pdfuaid:part>1</pdfuaid:part>",
            b"/Marked true",
            b"/Lang (id)",
        ):
            assert claim in plain

    def test_has_every_font_inside(self, sku_pdf: bytes, written: Written) -> None:
        fonts = run("pdffonts", written(sku_pdf)).stdout.splitlines()[2:]
        embedded = {line[-25:].split()[0] for line in fonts}
        assert fonts
        assert embedded == {"yes"}, fonts

    def test_reads_from_the_city_down_to_what_a_print_is_worth(
        self, sku_pdf: bytes, written: Written, verification_url: str
    ) -> None:
        parts = (
            "PEMERINTAH KOTA BONTANG KECAMATAN BONTANG UTARA KELURAHAN API-API",
            "75311",
            "SURAT KETERANGAN USAHA Nomor: 500.2.3/147/KEL-AA",
            "Nama : Siti Rahmawati",
            "NIK : 6474014503909901",
            "Nama usaha : Warung Sari Laut “Bu Siti”",
            "Bontang, 18 Agustus 2026 Lurah Api-Api,",
            "Ditandatangani secara elektronik Andi Nurhayati, S.Sos.",
            "NIP 19820315 200604 2 007",
            "contoh, tidak tersertifikasi. Cetakannya adalah salinan.",
            verification_url,
            "7KQ2-M9XW-4T",
        )
        text = text_of(written(sku_pdf))
        places = [text.find(part) for part in parts]
        assert -1 not in places, (places, text)
        assert places == sorted(places)

    def test_has_a_qr_code_that_is_read_from_the_rendered_page(
        self, sku_pdf: bytes, written: Written, tmp_path: Path, verification_url: str
    ) -> None:
        run("pdftoppm", "-r", "110", "-png", written(sku_pdf), tmp_path / "page")
        read = run("zbarimg", "--quiet", "--raw", tmp_path / "page-1.png")
        assert read.stdout.strip() == verification_url

    def test_is_the_same_to_the_byte_when_compiled_again(
        self, sku: Sku, sku_pdf: bytes, signed_at: datetime
    ) -> None:
        assert compile_letter(sku(), at=signed_at) == sku_pdf
        assert compile_letter(sku(), at=signed_at + timedelta(days=1)) != sku_pdf

    def test_states_the_time_it_was_given(self, sku_pdf: bytes, written: Written) -> None:
        shown = run("pdfinfo", "-isodates", written(sku_pdf)).stdout
        assert re.search(r"CreationDate: +2026-08-18T02:30:00Z", shown), shown

    def test_fits_one_page_without_a_page_number(self, sku_pdf: bytes, written: Written) -> None:
        path = written(sku_pdf)
        assert re.search(r"Pages: +1\n", run("pdfinfo", path).stdout)
        assert "Halaman" not in text_of(path)


class TestWhatPeopleType:
    @pytest.mark.parametrize(
        "name",
        [
            "Siti",
            '#let x = 1 #read("/etc/passwd")',
            "*Budi* _Santoso_ `kode` $x^2$",
            "a@b.id <label> @sitir #",
            "C:\\warung\\nama \\u{1F600} \\",
            "O'Brien \"Bu\" 'Siti' ‘x’ “y”",
            "= Judul -- --- ~ // catatan /* x */",
            "[kurung] {kurawal} (biasa) ; : / + - .",
            "%ANAK% &amp; ${x} {{ 7*7 }} {% x %}",
            "Rafif Affifi Offline",
            "Ñusa Çelik Åse Đặng",
        ],
    )
    def test_arrives_as_text(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written, name: str
    ) -> None:
        source = sku(subject={"name": name}, business={"name": name})
        text = text_of(written(compiled(source)))
        assert f"Nama : {name} NIK" in text
        assert f"Nama usaha : {name} Jenis usaha" in text

    def test_arrives_whole_when_very_long(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        name = "Raden Mas " + " ".join(f"Kusumadiningrat{i}" for i in range(40))
        address = " ".join(f"Gang Kenanga {i}" for i in range(150))
        text = text_of(written(compiled(sku(subject={"name": name, "address": address}))))
        text = re.sub(r" Halaman \d dari \d", "", text)
        assert name in text
        assert address in text

    def test_stays_on_the_paper_when_it_is_one_endless_word(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        path = written(compiled(sku(subject={"name": "W" * 300})))
        boxes = run("pdftotext", "-bbox", path, "-").stdout
        right_edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes)]
        a4_width, margin = 595.28, 56.69
        assert max(right_edges) <= a4_width - margin + 1
        assert boxes.count("W") >= 300

    def test_loses_what_nobody_sees(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        name = "Si\u200bti\u202e Rahma\u0000wati\u00ad Rene\u0301\ud800"
        text = text_of(written(compiled(sku(subject={"name": name}))))
        assert "Nama : Siti Rahmawati René NIK" in text

    def test_is_named_when_the_fonts_cannot_show_it(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes]
    ) -> None:
        with pytest.raises(LetterNotCompiled, match="陳") as refused:
            compiled(sku(subject={"name": "Tan 陳"}))
        assert refused.value.template == "sku/letter.typ"


class TestTheLayout:
    def test_numbers_the_pages_of_a_long_letter_and_keeps_the_closing_together(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        path = written(compiled(sku(subject={"address": "Gang Kenanga Dalam " * 130})))
        last = " ".join(run("pdftotext", "-raw", "-f", "2", path, "-").stdout.split())
        assert "Halaman 1 dari 2" in text_of(path)
        assert "Bontang, 18 Agustus 2026 Lurah Api-Api, Ditandatangani" in last
        assert "Halaman 2 dari 2" in last

    def test_marks_a_draft_and_gives_it_neither_number_nor_signature(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        text = text_of(written(compiled(sku(draft=True))))
        assert "K O N S E P" in text  # pdftotext takes slanted letters one by one
        assert "Nomor: (belum bernomor)" in text
        assert "Belum ditandatangani" in text
        assert "secara elektronik" not in text
        assert "verifikasi" not in text

    def test_does_without_crest_contacts_rank_and_nip(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        source = sku()
        values = dict(source.values)
        values["letterhead"] = {**values["letterhead"], "crest": None, "contacts": []}  # type: ignore[dict-item]
        values["signatory"] = {**values["signatory"], "rank": "", "nip": ""}  # type: ignore[dict-item]
        bare = replace(source, values=values, files={"qr.svg": source.files["qr.svg"]})
        text = text_of(written(compiled(bare)))
        assert "Andi Nurhayati, S.Sos. Surat ini memuat" in text
        assert "Telepon" not in text

    def test_says_for_whom_an_acting_officer_signs(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        source = sku()
        acting = {"on_behalf_of": "a.n. Camat Bontang Utara", "position": "Plt. Lurah Api-Api"}
        signatory = {**source.values["signatory"], **acting}  # type: ignore[dict-item]
        changed = replace(source, values={**source.values, "signatory": signatory})
        text = text_of(written(compiled(changed)))
        assert "a.n. Camat Bontang Utara Plt. Lurah Api-Api, Ditandatangani" in text

    def test_takes_pictures_as_png_too(
        self, sku: Sku, compiled: Callable[[LetterSource], bytes], written: Written
    ) -> None:
        source = sku()
        values = dict(source.values)
        values["verification"] = {**values["verification"], "qr": "qr.png"}  # type: ignore[dict-item]
        png = qr_png("https://example.go.id/verifikasi/lain")
        path = written(
            compiled(replace(source, values=values, files={**source.files, "qr.png": png}))
        )
        run("pdftoppm", "-r", "110", "-png", path, path.with_suffix(""))
        read = run("zbarimg", "--quiet", "--raw", path.with_name("letter-1.png"))
        assert read.stdout.strip() == "https://example.go.id/verifikasi/lain"

    def test_groups_the_nip_and_leaves_other_numbers_alone(self) -> None:
        assert grouped_nip("198203152006042007") == "19820315 200604 2 007"
        assert grouped_nip("") == ""
        assert grouped_nip("12345") == "12345"
