# SPDX-License-Identifier: Apache-2.0
"""Every page, found by following links: no axe violation in light and dark, no sideways scroll at 320 px, both
languages, no console error, nothing asked of another host."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from werkzeug.routing import RequestRedirect

from balaikota.kernel.events.worker import deliver_once
from balaikota.testing.browser import DESKTOP, NARROW, Visitor, axe_violations, sideways_scroll
from balaikota.testing.identity_factory import page_client
from balaikota_public_services.services.corrections import Mark
from balaikota_public_services.testing import file_request, make_town, take

pytestmark = [pytest.mark.web, pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(600)]

# Answers that are files or pictures, not pages.
NOT_PAGES = {
    "kernel.assets",
    "kernel.crest",
    "kernel.alive",
    "kernel.ready",
    "kernel.openapi",
}
ROLES = ("visitor", "citizen", "front", "lurah", "admin")


@pytest.fixture
def peopled(runtime):
    """A town with a request in every state; made in a thread, for the browser's has an event loop of its own."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_people, runtime).result()


def _people(runtime):
    from balaikota.agencies.services import add_officer, add_position
    from balaikota.testing.citizens_factory import make_citizen_with_account

    with runtime.database.write() as session:
        town = make_town(session)
        file_request(session, town.siti, code="sktm")
        checking = file_request(session, town.siti)
        take(session, town.front.account_id, checking, "claim")
        returned = file_request(session, town.siti)
        take(session, town.front.account_id, returned, "claim")
        marks = (Mark("field", "purpose", "Tulis nama bank"), Mark("document", "ktp", "Buram"))
        take(session, town.front.account_id, returned, "return", corrections=marks)
        signed = file_request(session, town.siti)
        for action, officer in (("claim", "front"), ("forward", "front"), ("approve", "lurah")):
            take(session, getattr(town, officer).account_id, signed, action)
        deciding = file_request(session, town.siti)
        for action in ("claim", "forward"):
            take(session, town.front.account_id, deciding, action)
        admin = make_citizen_with_account(session, name="Hj. Ratna")
        officer = add_officer(session, None, account_id=admin.id, name="Hj. Ratna")
        add_position(
            session, None, officer_id=officer.id, unit_id=None, title="Administrator", role="admin"
        )
        people = {
            "citizen": town.siti,
            "front": town.front.account_id,
            "lurah": town.lurah.account_id,
            "admin": admin.id,
        }
    while deliver_once(runtime, 100):
        pass
    return people


@pytest.fixture
def signed_in(app, peopled, runtime):
    """Cookies of a person in a role."""
    from balaikota.identity.models import Account

    def cookies(role):
        if role == "visitor":
            return []
        with runtime.database.read() as session:
            account = session.get_one(Account, peopled[role])
        client = page_client(app, account, second_factor=role != "citizen")
        found = client.get_cookie("bk_session")
        return [
            {"name": "bk_session", "value": found.value, "url": runtime.settings.server.base_url}
        ]

    return cookies


@pytest.fixture
def served(app, peopled, runtime):
    from balaikota.testing.live import live_city

    with live_city(runtime) as address:
        yield address


def endpoint_of(app, url):
    parts = urlsplit(url)
    try:
        return app.url_map.bind("localhost").match(parts.path, "GET")[0]
    except (RequestRedirect, Exception):  # noqa: BLE001 - whatever it is, it is no page of ours
        return None


def links(page, address):
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return [link.partition("#")[0] for link in found if link.startswith(address)]


def crawl(app, page, address):
    """Follow links, once per kind of page and state; returns address by (endpoint, title)."""
    waiting, seen, kinds = [f"{address}/"], set(), {}
    while waiting:
        url = waiting.pop(0)
        endpoint = endpoint_of(app, url)
        if url in seen or endpoint is None or endpoint in NOT_PAGES:
            continue
        seen.add(url)
        answer = page.request.get(url)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(url)
        kind = (endpoint, page.title())
        if kind in kinds:
            continue
        assert answer.status == 200, (url, answer.status)
        kinds[kind] = url
        waiting += links(page, address)
    return kinds


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_for_everybody(app, served, signed_in, browser, axe, backend, role):
    visitor = Visitor(browser, served, viewport=NARROW)
    visitor.context.add_cookies(signed_in(role))
    page = visitor.page
    kinds = crawl(app, page, served)
    assert len(kinds) >= {"visitor": 7, "citizen": 14, "front": 8, "lurah": 9, "admin": 6}[role]
    faults = []
    for url in kinds.values():
        for language, theme, viewport in (
            ("id", "light", NARROW),
            ("en", "dark", NARROW),
            ("en", "light", DESKTOP),
            ("id", "dark", DESKTOP),
        ):
            set_preferences(visitor, served, language, theme)
            page.set_viewport_size(viewport)
            page.goto(url)
            where = f"{urlsplit(url).path} {language} {theme} {viewport['width']}"
            assert page.locator("html").get_attribute("lang") == language, where
            assert page.locator("h1").count() == 1, where
            faults += [f"{where}: {fault}" for fault in axe_violations(page, axe)]
            if (wide := sideways_scroll(page)) > 0:
                faults.append(f"{where}: {wide} px too wide")
    assert faults == []
    assert visitor.outside == []
    assert visitor.complaints == []
    visitor.close()


def set_preferences(visitor, address, language, theme):
    visitor.context.add_cookies(
        [
            {"name": "bahasa", "value": language, "url": address},
            {"name": "tema", "value": theme, "url": address},
        ]
    )


def test_the_checks_find_planted_faults(served, browser, axe, backend):
    """An image without words, a button without a name, and a line that is wider than the window."""
    visitor = Visitor(browser, served, viewport=NARROW)
    page = visitor.page
    page.goto("/")
    assert axe_violations(page, axe) == []
    page.evaluate(
        """() => {
            const main = document.querySelector("main");
            main.append(Object.assign(document.createElement("img"), {src: "data:,"}));
            const wide = document.createElement("pre");
            wide.textContent = "x".repeat(300);
            main.append(wide);
            fetch("http://127.0.0.1:9/elsewhere").catch(() => {});
        }"""
    )
    assert [fault.partition(":")[0] for fault in axe_violations(page, axe)] == ["image-alt"]
    assert sideways_scroll(page) > 0
    page.wait_for_timeout(200)
    assert visitor.outside == ["http://127.0.0.1:9/elsewhere"] or visitor.complaints != []
    visitor.close()
