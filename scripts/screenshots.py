# SPDX-License-Identifier: Apache-2.0
"""Renew the README's picture from a demo city: ``make screenshots``.

A demo of its own is made in a temporary folder and served on a free port; one picture is put together from the
citizen's home and request on a phone and the officer's worklist beside them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page

from balaikota.testing.browser import PHONE, open_browser
from balaikota.testing.ports import free_port

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
DESK = {"width": 1200, "height": 844}
GAP = 24
PATIENCE_SECONDS = 600


@contextmanager
def demo_city(folder: Path) -> Iterator[str]:
    """Serve a new demo city while the block lasts; yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "balaikota.kernel.cli", "demo"]
    command += ["--folder", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/readyz")
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, ConnectionError):
            time.sleep(1)
    raise TimeoutError(url)


def sign_in(page: Page, account: dict[str, str]) -> None:
    """Sign in as one of the demo's accounts."""
    page.goto("/masuk")
    page.locator("input[name=contact]").fill(account["contact"])
    page.locator("input[name=password]").fill(account["password"])
    page.locator("main form button").first.click()
    if account["totp_secret"]:
        page.locator("input[name=code]").fill(pyotp.TOTP(account["totp_secret"]).now())
        page.locator("main form button").first.click()
        page.wait_for_load_state()


def pictures(
    browser: Browser, address: str, accounts: dict[str, dict[str, str]]
) -> list[Image.Image]:
    """The citizen's home and latest request, and the officer's worklist."""
    shots = []
    citizen = browser.new_page(base_url=address, viewport=PHONE, locale="id-ID")
    sign_in(citizen, accounts["citizens.trader"])
    citizen.goto("/")
    shots.append(_shot(citizen))
    citizen.goto("/layanan/permohonan")
    citizen.locator("li.card a").first.click()
    shots.append(_shot(citizen))
    officer = browser.new_page(base_url=address, viewport=DESK, locale="id-ID")
    sign_in(officer, accounts["agencies.front_officer"])
    officer.goto("/petugas/layanan")
    shots.append(_shot(officer))
    return shots


def _shot(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        page.screenshot(path=file.name)
        with Image.open(file.name) as shot:
            return shot.convert("RGB")


def main() -> None:
    """Make the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_city(Path(folder)) as address,
        open_browser() as browser,
    ):
        seeded = json.loads((Path(folder) / "accounts.json").read_text(encoding="utf-8"))
        accounts = {one["name"]: one for several in seeded.values() for one in several}
        shots = pictures(browser, address, accounts)
    width = sum(shot.width for shot in shots) + GAP * (len(shots) + 1)
    sheet = Image.new("RGB", (width, PHONE["height"] + 2 * GAP), "#dfe7e8")
    left = GAP
    for shot in shots:
        sheet.paste(shot, (left, GAP))
        left += shot.width + GAP
    target = PICTURES / "overview.png"
    sheet.quantize(128).save(target, optimize=True)
    print(f"{target.relative_to(PICTURES.parents[1])}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
