# SPDX-License-Identifier: Apache-2.0
"""How the people of the story act on pages: by the words that they read, not by the code behind."""

from __future__ import annotations

import io
import time
from typing import Any

import pyotp
from PIL import Image
from playwright.sync_api import expect

EMAIL = "siti@pasar.example"
PASSWORD = "ikan segar setiap pagi"
NIK = "6474015403889901"


def photo(colour: str = "#c96") -> dict[str, Any]:
    """A picture as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def press(page, words: str) -> None:
    """Press the button or link with these words."""
    page.get_by_role("button", name=words, exact=True).or_(
        page.get_by_role("link", name=words, exact=True)
    ).first.click()


def register(page, city) -> None:
    """A trader opens the super-app on her phone and registers with her e-mail address."""
    page.goto("/")
    press(page, "Daftar")
    page.get_by_label("Nomor HP atau e-mail").fill(EMAIL)
    press(page, "Kirim kode")
    page.locator("input[name=code]").fill(city.mailbox.code_for(EMAIL))
    page.locator("main form button").first.click()
    page.locator("input[name=name]").fill("Siti")
    page.locator("input[name=nik]").fill(NIK)
    page.locator("input[name=birth_date]").fill("14/03/1988")
    page.locator("select[name=kelurahan_code]").select_option("64.74.01.1006")
    page.locator("[name=address]").fill("Jl. Pasar Lama No. 3, RT 005")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Siti")


def apply_for_letter(page) -> str:
    """She asks for a Surat Keterangan Usaha, one question at a time, and keeps the number."""
    page.goto("/layanan/sku")
    press(page, "Ajukan")
    if page.get_by_role("link", name="Mulai", exact=True).count():
        press(page, "Mulai")
    for answers in (
        {"business_name": "Warung Sari Laut", "business_kind": "Menjual ikan segar"},
        {"kelurahan": "64.74.01.1006", "business_address": "Pasar Lama Blok C No. 8, RT 005"},
        {"started_on": "12/01/2019"},
        {"birth_place": "Bontang", "occupation": "Pedagang"},
        {"purpose": "Pengajuan Kredit Usaha Rakyat"},
    ):
        answer(page, answers)
        press(page, "Lanjutkan")
    for _document in range(3):
        page.locator("input[type=file]").set_input_files(photo())
        press(page, "Kirim")
        press(page, "Lanjutkan")
    page.get_by_role("checkbox").check()
    page.locator("main form button").last.click()
    number = page.locator(".reference").inner_text()
    assert number.startswith("SKU-")
    return number


def answer(page, answers: dict[str, str]) -> None:
    """Fill the fields of one page."""
    for name, value in answers.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def sign_in(page, signer) -> None:
    """An officer signs in with password and security code."""
    page.goto("/masuk")
    page.get_by_label("Nomor HP atau e-mail").fill(signer.contact)
    page.get_by_label("Kata sandi").fill(signer.password)
    page.locator("main form button").first.click()
    page.locator("input[name=code]").fill(pyotp.TOTP(signer.secret).now())
    page.locator("main form button").first.click()
    expect(page.locator("input[name=code]")).to_have_count(0)


def open_case(page, number: str) -> None:
    """An officer opens a request from the worklist."""
    page.goto("/petugas/layanan")
    press(page, number)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def until(page, words: str, seconds: float = 20.0) -> None:
    """Reload the page until these words stand there: what happens in the background takes a moment."""
    end = time.monotonic() + seconds
    while not page.get_by_text(words).first.is_visible():
        assert time.monotonic() < end, (
            f"{words!r} never came; the page says: {page.inner_text('main')[:600]}"
        )
        time.sleep(0.3)
        page.reload()
