# SPDX-License-Identifier: Apache-2.0
"""The officer's worklist: own units only, filters in the address, the most urgent first."""

from __future__ import annotations

import re

import pytest

from balaikota.testing.regions_factory import LOK_TUAN

pytestmark = pytest.mark.sqlite_only

WORK = "/petugas/layanan"


@pytest.fixture
def front(desk, town):
    return desk(town.front)


def numbers(page):
    return re.findall(r'class="number" href="[^"]+">([A-Z0-9-]+)<', page.html)


def counts(page):
    return dict(re.findall(r"(Semua|Milik saya|Belum diambil) \((\d+)\)", page.text))


def test_citizens_have_no_worklist(citizen):
    assert citizen().open(WORK).status == 403


def test_an_officer_sees_the_requests_of_the_own_unit(front, desk, town, filed):
    filed()
    filed(kelurahan=LOK_TUAN)
    assert numbers(front.open(WORK)) == ["SKU-2026-000001"]
    assert numbers(desk(town.strange_front).open(WORK)) == ["SKU-2026-000002"]


def test_the_list_names_nobody(front, filed):
    filed()
    assert "Siti" not in front.open(WORK).text


def test_parts_and_their_counts(front, town, filed):
    filed()
    filed((town.front.account_id, "claim"))
    filed((town.colleague.account_id, "claim"))
    page = front.open(WORK)
    assert counts(page) == {"Semua": "3", "Milik saya": "1", "Belum diambil": "1"}
    assert numbers(front.follow(page, "Milik saya")) == ["SKU-2026-000002"]
    assert numbers(front.follow(page, "Belum diambil")) == ["SKU-2026-000001"]


def test_filters_stay_in_the_address(front, town, filed):
    filed()
    filed(code="sktm")
    filed((town.front.account_id, "claim"), (town.front.account_id, "forward"))
    page = front.open(WORK)
    assert numbers(page) == [
        "SKTM-2026-000001",
        "SKU-2026-000001",
    ]  # one working day is promised, not two
    page = front.open(f"{WORK}?layanan=sktm&tampil=giliran&keadaan=&nomor=")
    assert numbers(page) == ["SKTM-2026-000001"]
    assert page.form("/petugas/layanan").values["layanan"] == ["sktm"]
    assert counts(page)["Semua"] == "1"
    page = front.open(f"{WORK}?tampil=berjalan&keadaan=deciding")
    assert numbers(page) == ["SKU-2026-000002"]


def test_closed_requests_are_found_under_closed(front, town, filed):
    filed((town.siti, "withdraw"))
    assert numbers(front.open(WORK)) == []
    page = front.open(f"{WORK}?tampil=selesai")
    assert numbers(page) == ["SKU-2026-000001"]
    assert "Dibatalkan pemohon" in page.text


def test_a_number_leads_to_its_request_however_it_is_typed(front, filed):
    request_id = filed()
    page = front.open(f"{WORK}?nomor=%20sku-2026-000001%20")
    assert page.path == f"{WORK}/{request_id}"


def test_a_number_of_another_unit_is_not_found(front, filed):
    filed(kelurahan=LOK_TUAN)
    page = front.open(f"{WORK}?nomor=SKU-2026-000001")
    assert "Nomor SKU-2026-000001 tidak ada di unit Anda" in page.text


def test_what_is_overdue_says_so_in_words(desk, town, filed, clock):
    filed()
    page = desk(town.front).open(WORK)
    assert "Terlambat" not in page.text
    assert "Hari ini" not in page.text
    clock.advance(days=2)
    assert "Hari ini" in desk(town.front).open(WORK).text
    clock.advance(days=1)
    assert "Terlambat" in desk(town.front).open(WORK).text


def test_the_list_comes_in_pages(front, filed):
    for _number in range(21):
        filed()
    page = front.open(WORK)
    assert len(numbers(page)) == 20
    page = front.follow(page, "Berikutnya")
    assert numbers(page) == ["SKU-2026-000021"]
    assert len(numbers(front.follow(page, "Ke awal"))) == 20


def test_a_filter_that_does_not_exist_is_refused(front, town):
    assert front.open(f"{WORK}?tampil=semuanya").status == 422
