# SPDX-License-Identifier: Apache-2.0
"""Pages in Debian's own Chromium: what was asked of other hosts, what the console said, what axe finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """Where Chromium is installed, if it is."""
    return shutil.which("chromium")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A headless Chromium for as long as the block lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=QUIET)
        yield browser
        browser.close()


class Visitor:
    """One person with a browser of their own: cookies, one page, and what went wrong on it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=address, **({"viewport": PHONE, "locale": "id-ID"} | options)
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note_request(request.url, address))
        self.page.on("console", lambda message: self._note_message(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:", "blob:", "about:")):
            self.outside.append(url)

    def _note_message(self, kind: str, text: str) -> None:
        # Chromium reports a deliberate 4xx answer as an error of the network.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)

    def close(self) -> None:
        """Close the browser's window and forget its cookies."""
        self.context.close()


def axe_violations(page: Page, script: Path) -> list[str]:
    """What axe-core finds on ``page`` as it is now, one line per rule; ``script`` is its ``axe.min.js``."""
    page.evaluate(script.read_text(encoding="utf-8"))
    options = {"runOnly": RULES}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']][:3]}"
        for found in result["violations"]
    ]


def sideways_scroll(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width
