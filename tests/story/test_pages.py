# SPDX-License-Identifier: Apache-2.0
"""The whole story through the pages: a trader, an officer, the lurah, and the bank that receives the letter."""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import expect

from balaikota.testing.browser import Visitor

from .walking import answer, apply_for_letter, open_case, press, register, sign_in, until

NOTE = "Tulis jenis barang yang dijual"


@pytest.mark.web
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_trader_gets_a_signed_letter_that_her_bank_can_check(
    city, browser, backend, scripts, tmp_path
):
    people = {
        who: Visitor(browser, city.address, java_script_enabled=scripts)
        for who in ("trader", "officer", "lurah", "bank")
    }
    trader, officer, lurah, bank = (visitor.page for visitor in people.values())

    register(trader, city)
    number = apply_for_letter(trader)

    sign_in(officer, city.officers["front"])
    return_one_answer(officer, number)
    correct_it(trader, number)
    open_case(officer, number)
    press(officer, "Teruskan kepada lurah")

    sign_in(lurah, city.officers["lurah"])
    open_case(lurah, number)
    press(lurah, "Setujui dan tanda tangani")
    press(lurah, "Setujui dan tanda tangani")
    expect(lurah.get_by_role("heading", level=1)).to_be_visible()

    letter = download_letter(trader, number, tmp_path)
    check_at_the_bank(bank, letter, tmp_path)
    for visitor in people.values():
        assert visitor.outside == []
        assert visitor.complaints == []
        visitor.close()


def return_one_answer(page, number: str) -> None:
    """The officer takes the request and marks one answer with a note."""
    open_case(page, number)
    press(page, "Ambil untuk diperiksa")
    press(page, "Kembalikan untuk diperbaiki")
    page.locator("input[name=tanda][value='field.business_kind']").check()
    page.locator("[name='catatan.field.business_kind']").fill(NOTE)
    press(page, "Kembalikan untuk diperbaiki")


def correct_it(page, number: str) -> None:
    """The trader sees exactly what was marked, and mends only that."""
    page.goto("/layanan/permohonan")
    page.locator("li.card", has_text=number).get_by_role("link").click()
    press(page, "Perbaiki sekarang")
    expect(page.get_by_text(NOTE)).to_be_visible()
    assert page.locator("main [name^='answers.']").count() == 1
    answer(page, {"'answers.business_kind'": "Menjual ikan segar dan udang"})
    press(page, "Kirim perbaikan")


def download_letter(page, number: str, folder):
    """She opens her request until it is done, and downloads the PDF."""
    page.goto("/layanan/permohonan")
    page.locator("li.card", has_text=number).get_by_role("link").click()
    until(page, "Selesai, surat dapat diunduh")
    with page.expect_download() as download:
        page.locator("main a[href$='/surat']").first.click()
    path = folder / "surat.pdf"
    download.value.save_as(path)
    return path


def check_at_the_bank(page, letter, folder) -> None:
    """The bank prints the letter, scans the code on the paper, and reads what it is worth."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", letter, folder / "cetak"], check=True)
    pictures = sorted(folder.glob("cetak*.png"))
    scanned = subprocess.run(
        ["zbarimg", "--quiet", "--raw", *pictures], capture_output=True, text=True, check=True
    ).stdout.strip()
    page.goto(scanned)
    expect(page.locator("main")).to_contain_text(
        re.compile("contoh.+tidak tersertifikasi", re.IGNORECASE)
    )
    expect(page.locator("main")).to_contain_text("Andi Nurhayati, S.Sos.")
    expect(page.locator("main")).to_contain_text("salinan")
