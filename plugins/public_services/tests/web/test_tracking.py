# SPDX-License-Identifier: Apache-2.0
"""Following one's own request: who has it, by when, what was said; nobody else sees it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def siti(citizen):
    return citizen()


@pytest.fixture
def front(town):
    return town.front.account_id


@pytest.fixture
def lurah(town):
    return town.lurah.account_id


def address(request_id, rest=""):
    return f"/layanan/permohonan/{request_id}{rest}"


def test_one_sees_who_has_the_request_and_by_when(siti, filed):
    page = siti.open(address(filed()))
    assert "Menunggu diperiksa petugas" in page.text
    assert "Petugas pelayanan kelurahan, Kelurahan Api-Api" in page.text
    assert "Diperkirakan selesai 20 November 2026" in page.text
    assert "Mohon maaf" not in page.text


def test_a_late_request_is_apologised_for(siti, filed, clock):
    request_id = filed()
    clock.advance(days=3)
    assert "Mohon maaf, sudah melewati perkiraan" in siti.open(address(request_id)).text


def test_nobody_else_finds_it(citizen, town, filed, front):
    marks = {"corrections": _marks(("field", "business_name", "Periksa lagi"))}
    request_id = filed((front, "claim"), (front, "return", marks))
    budi = citizen(town.budi)
    for rest in ("", "/terkirim", "/surat", "/perbaiki", "/tindakan/withdraw"):
        assert budi.open(address(request_id, rest)).status == 404
    mine = citizen().open(address(request_id))
    pictures = [link for _words, link in mine.links if link.endswith("/gambar")]
    assert len(pictures) == 3
    assert {budi.open(picture).status for picture in pictures} == {404}
    assert "SKU-2026" not in budi.open("/layanan/permohonan").text


def test_an_officer_uses_the_desk_and_not_the_citizens_page(desk, town, filed):
    assert desk(town.front).open(address(filed())).status == 404


def test_steps_among_officers_stay_among_them(siti, filed, front, lurah):
    request_id = filed(
        (front, "claim"),
        (front, "forward"),
        (lurah, "send_back", {"comment": "Fotonya kabur, tanyakan RT"}),
    )
    page = siti.open(address(request_id))
    assert "tanyakan RT" not in page.text
    assert (
        page.text.count("Menunggu diperiksa petugas") == 4
    )  # title, state, first and present step
    assert 'aria-current="step"' in page.html


def test_a_rejection_tells_its_reason_and_the_way_on(siti, filed, front, lurah):
    reason = "Tempat usaha berada di wilayah kelurahan lain."
    request_id = filed((front, "claim"), (front, "forward"), (lurah, "reject", {"comment": reason}))
    page = siti.open(address(request_id))
    assert "Ditolak" in page.text
    assert reason in page.text
    assert siti.follow(page, "Ajukan lagi").path == "/layanan/sku"


def test_withdrawing_asks_first(siti, filed):
    page = siti.open(address(filed()))
    page = siti.follow(page, "Batalkan permohonan")
    assert "tidak dapat dibuka lagi" in page.text
    page = siti.send(page, comment="Salah kelurahan")
    assert "Anda batalkan" in page.text
    assert "Salah kelurahan" in page.text
    assert "Batalkan permohonan" not in page.text


def test_what_is_withdrawn_too_late_shows_how_it_stands(siti, filed, runtime, town, front):
    from uuid import UUID

    from balaikota_public_services.models import Request
    from balaikota_public_services.testing import take

    request_id = filed()
    page = siti.open(address(request_id, "/tindakan/withdraw"))
    with runtime.database.write() as session:
        take(session, front, session.get_one(Request, UUID(request_id)), "claim")
    page = siti.send(page)
    assert page.status == 412
    assert page.errors == [
        "Permohonan ini baru saja berubah. Lihat keadaannya sekarang, lalu pilih lagi."
    ]
    assert "Sedang diperiksa petugas" in page.text


def test_own_requests_come_in_pages_the_latest_first(siti, filed):
    for _number in range(11):
        filed()
    page = siti.open("/layanan/permohonan")
    assert "SKU-2026-000011" in page.text
    assert "SKU-2026-000001" not in page.text
    page = siti.follow(page, "Berikutnya")
    assert "SKU-2026-000001" in page.text
    assert siti.follow(page, "Ke awal").path == "/layanan/permohonan"


def test_while_the_letter_is_signed_the_page_renews_itself(siti, filed, front, lurah):
    request_id = filed((front, "claim"), (front, "forward"), (lurah, "approve"))
    page = siti.open(address(request_id))
    assert "sedang ditandatangani" in page.text
    assert f'hx-get="{address(request_id)}" hx-trigger="every 2s"' in page.html
    assert siti.follow(page, "Muat ulang halaman").path == address(request_id)


def test_when_it_is_done_the_page_rests(siti, filed, front, lurah, deliver):
    request_id = filed((front, "claim"), (front, "forward"), (lurah, "approve"))
    deliver()
    page = siti.open(address(request_id))
    assert "Selesai, surat dapat diunduh" in page.text
    assert "hx-trigger" not in page.html


def _marks(*marks):
    from balaikota_public_services.services.corrections import Mark

    return tuple(Mark(*mark) for mark in marks)
