# SPDX-License-Identifier: Apache-2.0
"""Sending documents: looked at, replaced, refused at the field."""

from __future__ import annotations

import os

import pytest

from balaikota.testing.files_factory import pdf, photo

pytestmark = pytest.mark.sqlite_only

KTP = "/layanan/sku/berkas/ktp"


@pytest.fixture
def siti(citizen):
    return citizen()


def test_a_photo_is_shown_before_going_on(siti):
    page = siti.send(siti.open(KTP), file=photo())
    assert page.path == KTP
    assert "Sudah kami terima" in page.text
    picture = siti.client.get(f"{KTP}/gambar")
    assert picture.mimetype == "image/jpeg"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert siti.follow(page, "Lanjutkan").path == "/layanan/sku/berkas/rt_letter"


def test_a_photo_is_replaced_by_the_next(siti):
    page = siti.send(siti.open(KTP), file=photo())
    before = siti.client.get(f"{KTP}/gambar").data
    page = siti.send(page, file=photo(320, 240))
    assert "Sudah kami terima" in page.text
    assert siti.client.get(f"{KTP}/gambar").data != before


def test_a_wrong_file_is_refused_at_its_field_and_the_one_before_stays(siti):
    page = siti.send(siti.open(KTP), file=photo())
    page = siti.send(page, file=b"PK\x03\x04 bukan foto")
    assert page.status == 422
    assert page.errors == [
        "Jenis berkas ini tidak dapat diterima. Kirim salah satu dari: JPEG, PNG, PDF."
    ]
    assert 'href="#f-file"' in page.html
    assert "Sudah kami terima" in page.text


def test_a_photo_of_30_mb_is_refused_at_its_field(siti):
    page = siti.send(siti.open(KTP), file=b"\xff\xd8\xff\xe0" + os.urandom(30_000_000))
    assert page.status == 422
    assert page.errors == [
        "Berkas ini lebih dari 10 MB. Kirim foto yang lebih kecil, atau PDF yang lebih ringkas."
    ]


def test_a_pdf_is_refused_where_a_photo_is_wanted(siti):
    page = siti.send(siti.open("/layanan/sku/berkas/business_photo"), file=pdf())
    assert page.errors == [
        "Jenis berkas ini tidak dapat diterima. Kirim salah satu dari: JPEG, PNG."
    ]


def test_nothing_chosen_is_said(siti):
    page = siti.send(siti.open(KTP))
    assert page.status == 422
    assert page.errors == ["Pilih foto atau berkasnya dahulu"]


def test_a_document_that_is_there_need_not_be_chosen_again(siti):
    page = siti.send(siti.open(KTP), file=photo())
    assert siti.send(page).path == "/layanan/sku/berkas/rt_letter"


def test_an_optional_document_may_be_skipped(siti):
    page = siti.open("/layanan/sktm/berkas/land_tax")
    address = next(address for words, address in page.links if words == "Lewati")
    assert address == "/layanan/sktm/periksa"


def test_each_page_of_a_pdf_is_a_picture(siti):
    page = siti.send(siti.open(KTP), file=pdf(pages=2))
    assert f'src="{KTP}/gambar?halaman=2"' in page.html
    assert siti.client.get(f"{KTP}/gambar?halaman=2").mimetype == "image/png"
    assert siti.open(f"{KTP}/gambar?halaman=3").status == 404
    assert siti.open(f"{KTP}/gambar?halaman=dua").status == 404


def test_a_document_changed_from_the_check_leads_back_there(siti):
    page = siti.open(f"{KTP}?kembali=periksa")
    page = siti.send(page, file=photo())
    assert page.path == f"{KTP}?kembali=periksa"
    assert siti.follow(page, "Kembali ke pemeriksaan").path == "/layanan/sku/periksa"
