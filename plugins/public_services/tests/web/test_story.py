# SPDX-License-Identifier: Apache-2.0
"""The whole story on pages without scripts: a trader asks, an officer returns one answer, the lurah signs."""

from __future__ import annotations

from balaikota.testing.files_factory import photo
from balaikota.testing.regions_factory import API_API

ANSWERS = {
    "usaha": {"business_name": "Warung Bu Siti", "business_kind": "Menjual ikan segar"},
    "tempat": {"kelurahan": API_API, "business_address": "Pasar Citra Mas Blok C No. 8, RT 005"},
    "mulai": {"started_on": "12/01/2019"},
    "pemilik": {"birth_place": "Bontang", "occupation": "Pedagang"},
    "keperluan": {"purpose": "Pengajuan Kredit Usaha Rakyat"},
}
DOCUMENTS = ("ktp", "rt_letter", "business_photo")


def fill_in(siti):
    """Everything up to the last look before sending."""
    page = siti.open("/layanan/sku/ajukan/usaha")
    for name, answers in ANSWERS.items():
        assert page.path == f"/layanan/sku/ajukan/{name}"
        page = siti.send(page, **answers)
        assert page.errors == []
    for name in DOCUMENTS:
        assert page.path == f"/layanan/sku/berkas/{name}"
        page = siti.send(page, file=photo())
        assert page.errors == []
        page = siti.follow(page, "Lanjutkan")
    assert page.path == "/layanan/sku/periksa"
    return page


def apply(siti):
    """From the catalogue to the number; gives the address of the request."""
    page = siti.follow(siti.open("/layanan"), "Surat Keterangan Usaha (SKU)")
    page = siti.follow(siti.follow(page, "Ajukan"), "Mulai")
    assert page.path == "/layanan/sku/ajukan/usaha"
    page = fill_in(siti)
    for words in ("Warung Bu Siti", "12 Januari 2019", "Api-api", "Siti Rahmawati"):
        assert words in page.text
    page = siti.send(page, benar=["ya"])
    assert page.heading == "Permohonan terkirim"
    assert "SKU-2026-000001" in page.text
    page = siti.follow(page, "Lihat permohonan")
    assert "Menunggu diperiksa petugas" in page.text
    return page.path


def return_one_answer(front):
    """The officer claims the request and sends one answer back; gives its address on the desk."""
    page = front.follow(front.open("/petugas/layanan"), "SKU-2026-000001")
    case = page.path
    page = front.send(page, "/claim")
    assert "Anda yang menangani" in page.text
    page = front.follow(page, "Kembalikan untuk diperbaiki")
    note = {"catatan.field.business_address": "Tulis nomor blok pasar"}
    page = front.send(page, "/return", tanda=["field.business_address"], **note)
    assert page.path == case
    assert "Dikembalikan kepada pemohon" in page.text
    return case


def correct(siti, tracking):
    """The citizen mends exactly that."""
    page = siti.follow(siti.open(tracking), "Perbaiki sekarang")
    assert "Tulis nomor blok pasar" in page.text
    page = siti.send(page, **{"answers.business_address": "Pasar Citra Mas Blok D No. 9, RT 005"})
    assert page.path == tracking
    assert "Sedang diperiksa petugas" in page.text


def sign(lurah, case):
    """The lurah finds the request, looks at the letter, signs it."""
    page = lurah.follow(lurah.open("/petugas/layanan"), "SKU-2026-000001")
    page = lurah.follow(page, "Setujui dan tanda tangani")
    assert "Anda menandatangani Surat Keterangan Usaha untuk Siti Rahmawati." in page.text
    page = lurah.send(page, "/approve")
    assert page.path == case


def test_a_trader_asks_for_a_letter_and_gets_it(town, citizen, desk, deliver):
    siti, front, lurah = citizen(), desk(town.front), desk(town.lurah)
    tracking = apply(siti)
    case = return_one_answer(front)
    correct(siti, tracking)
    page = front.open(case)
    assert "Diperbaiki. Sebelumnya: Pasar Citra Mas Blok C No. 8, RT 005" in page.text
    assert "Sekarang menunggu: Lurah." in front.send(page, "/forward").text
    sign(lurah, case)
    deliver()
    assert "Selesai" in lurah.open(case).text
    page = siti.open(tracking)
    assert "Selesai, surat dapat diunduh" in page.text
    (address,) = [address for _words, address in page.links if address.endswith("/surat")]
    letter = siti.client.get(address)
    assert letter.mimetype == "application/pdf"
    assert letter.data.startswith(b"%PDF-")
