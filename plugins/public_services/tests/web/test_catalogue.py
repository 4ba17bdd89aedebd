# SPDX-License-Identifier: Apache-2.0
"""The catalogue and the published standard, for everybody."""

from __future__ import annotations

import pytest

from balaikota.testing.plain_browser import PlainBrowser

pytestmark = pytest.mark.sqlite_only

SKU = "Surat Keterangan Usaha (SKU)"
SKTM = "Surat Keterangan Tidak Mampu (SKTM)"


@pytest.fixture
def anybody(client):
    return PlainBrowser(client)


def titles(page):
    return [words for words, address in page.links if words in {SKU, SKTM}]


def test_everybody_sees_every_service(anybody):
    assert titles(anybody.open("/layanan")) == [SKTM, SKU]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("usaha", [SKU]), ("KETERANGAN surat", [SKTM, SKU]), ("sekolah", [SKTM]), ("paspor", [])],
)
def test_a_search_finds_all_words_in_title_or_summary(anybody, wanted, found):
    assert titles(anybody.open(f"/layanan?q={wanted}")) == found


def test_a_search_understands_both_languages(client):
    client.set_cookie("bahasa", "en")
    page = PlainBrowser(client).open("/layanan?q=loan")
    assert "Business certificate (SKU)" in page.text
    assert "Certificate of low income (SKTM)" not in page.text


def test_a_search_without_a_match_says_so_and_shows_the_way_back(anybody):
    page = anybody.open("/layanan?q=<b>paspor")
    assert "Tidak ada layanan yang cocok dengan “<b>paspor”" in page.text
    assert "<b>paspor" not in page.html
    assert titles(anybody.follow(page, "Tampilkan semua layanan")) == [SKTM, SKU]


def test_a_service_publishes_its_standard(anybody):
    page = anybody.open("/layanan/sku")
    assert page.heading == SKU
    for words in (
        "Surat pengantar RT/RW tempat usaha",
        "Lurah menandatangani surat secara elektronik.",
        "2 hari kerja setelah permohonan lengkap kami terima",
        "Gratis",
        "Surat Keterangan Usaha yang ditandatangani lurah secara elektronik",
        "Loket pengaduan di kantor kelurahan pada jam kerja",
        "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    ):
        assert words in page.text


def test_a_value_without_a_source_is_marked_as_an_example(anybody):
    assert anybody.open("/layanan/sku").text.count("contoh, ditetapkan kota") == 4
    assert "Sumber: Standar pelayanan Kelurahan Sukoharjo" in anybody.open("/layanan/sktm").text


def test_an_unknown_service_is_not_found(anybody):
    assert anybody.open("/layanan/paspor").status == 404


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client):
    answer = client.get("/layanan/sku/ajukan")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/masuk?lanjut=/layanan/sku/ajukan"
