# SPDX-License-Identifier: Apache-2.0
"""Mending a request: exactly what was marked, and nothing is sent twice."""

from __future__ import annotations

import pytest

from balaikota.testing.files_factory import photo
from balaikota_public_services.services.corrections import Mark

pytestmark = pytest.mark.sqlite_only

ADDRESS = Mark("field", "business_address", "Tulis nomor los pasar")
STARTED = Mark("field", "started_on", "Tahunnya keliru")
LETTER = Mark("document", "rt_letter", "Tanda tangan terpotong")


@pytest.fixture
def siti(citizen):
    return citizen()


@pytest.fixture
def returned(filed, town):
    front = town.front.account_id

    def make(*marks):
        steps = ((front, "claim"), (front, "return", {"corrections": marks}))
        return f"/layanan/permohonan/{filed(*steps)}"

    return make


def test_exactly_what_was_marked_is_asked_with_note_and_earlier_answer(siti, returned):
    page = siti.follow(siti.open(returned(ADDRESS, STARTED, LETTER)), "Perbaiki sekarang")
    for words in (
        "Tulis nomor los pasar",
        "Tahunnya keliru",
        "Tanda tangan terpotong",
        "Jawaban sebelumnya: 12 Januari 2019",
        "Lihat Surat pengantar RT/RW yang lama",
    ):
        assert words in page.text
    form = page.form()
    names = {name for name in form.values if not name.startswith("_")}
    assert names == {"answers.business_address", "answers.started_on", "comment"}
    assert form.files == {"documents.rt_letter"}
    assert form.values["answers.started_on"] == ["12/01/2019"]


def test_an_answer_and_a_document_are_mended_at_once(siti, returned, desk, town):
    tracking = returned(ADDRESS, LETTER)
    page = siti.open(f"{tracking}/perbaiki")
    page = siti.send(
        page,
        comment="Sudah saya perbaiki",
        **{
            "answers.business_address": "Pasar Citra Mas Los 4 No. 9",
            "documents.rt_letter": photo(),
        },
    )
    assert page.path == tracking
    assert "Sedang diperiksa petugas" in page.text
    case = desk(town.front).open(tracking.replace("/layanan/permohonan", "/petugas/layanan"))
    assert "Sudah saya perbaiki" in case.text
    assert "Diperbaiki. Sebelumnya: Pasar Citra Mas Blok C No. 8, RT 005" in case.text
    assert "Pengganti dokumen sebelumnya Tanda tangan terpotong" in case.text
    assert "Dokumen lama yang sudah diganti" in case.text


def test_a_photo_that_arrived_is_not_sent_again_when_an_answer_is_wrong(siti, returned):
    tracking = returned(STARTED, LETTER)
    page = siti.send(
        siti.open(f"{tracking}/perbaiki"),
        **{"answers.started_on": "31/31/2019", "documents.rt_letter": photo()},
    )
    assert page.status == 422
    assert page.errors == ["Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985"]
    assert 'href="#f-answers.started_on"' in page.html
    assert page.form().values["answers.started_on"] == ["31/31/2019"]
    assert "Penggantinya sudah kami terima" in page.text
    page = siti.send(page, **{"answers.started_on": "12/01/2020"})
    assert page.path == tracking


def test_a_document_that_was_marked_is_asked_for(siti, returned):
    page = siti.send(siti.open(f"{returned(LETTER)}/perbaiki"))
    assert page.status == 422
    assert page.errors == ["Kirim dokumen penggantinya"]
    assert 'href="#f-documents.rt_letter"' in page.html


def test_a_wrong_file_is_refused_at_its_document(siti, returned):
    page = siti.send(
        siti.open(f"{returned(LETTER)}/perbaiki"), **{"documents.rt_letter": b"bukan foto"}
    )
    assert page.status == 422
    assert page.errors == [
        "Jenis berkas ini tidak dapat diterima. Kirim salah satu dari: JPEG, PNG, PDF."
    ]
    assert 'id="f-documents.rt_letter-galat"' in page.html


def test_what_was_not_marked_cannot_be_changed(siti, returned):
    tracking = returned(ADDRESS)
    page = siti.open(f"{tracking}/perbaiki")
    page.form().values["answers.purpose"] = ["Meminjam uang"]
    page = siti.send(page, **{"answers.business_address": "Pasar Citra Mas Los 4 No. 9"})
    assert page.path == tracking
    assert "Meminjam uang" not in page.text
    assert "Pengajuan Kredit Usaha Rakyat" in page.text


def test_pressing_twice_sends_one_correction(siti, returned):
    tracking = returned(ADDRESS)
    page = siti.open(f"{tracking}/perbaiki")
    sent = {"answers.business_address": "Pasar Citra Mas Los 4 No. 9"}
    assert siti.send(page, **sent).path == tracking
    second = siti.send(page, **sent)
    assert (second.path, second.status) == (tracking, 200)
    assert second.text.count("Sedang diperiksa petugas") == 4  # title, state, and two steps


def test_without_anything_marked_the_page_leads_to_the_request(siti, filed):
    tracking = f"/layanan/permohonan/{filed()}"
    assert siti.open(f"{tracking}/perbaiki").path == tracking
