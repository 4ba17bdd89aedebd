# SPDX-License-Identifier: Apache-2.0
"""A whole city on a real port: real mail server, worker, real signatures; people who walk through its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from balaikota.identity.services import contacts_of
from balaikota.kernel.runtime import Runtime
from balaikota.testing.browser import chromium, open_browser
from balaikota.testing.city import city_settings
from balaikota.testing.identity_factory import PASSWORD, set_up_totp
from balaikota.testing.live import live_city
from balaikota.testing.mailbox import Mailbox, mailbox
from balaikota.testing.ports import free_port
from balaikota_public_services.testing import make_town

AXE = Path(__file__).parents[2] / "core" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class Signer:
    """An officer as a browser needs them: contact, password, secret of the second factor."""

    contact: str
    secret: str
    password: str = PASSWORD


@dataclass
class City:
    """Where the city is reached, who works there, and the post office."""

    address: str
    runtime: Runtime
    mailbox: Mailbox
    officers: dict[str, Signer] = field(default_factory=dict)


@pytest.fixture
def clock():
    """A real clock: authenticator apps of browsers do not wait for a test."""
    return lambda: datetime.now(UTC)


@pytest.fixture
def post_office() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def settings_values(tmp_path, post_office):
    values = city_settings(tmp_path)
    values["server"]["base_url"] = f"http://localhost:{free_port()}"
    return values | {"mail": post_office.settings}


@pytest.fixture
def city(runtime: Runtime, post_office: Mailbox) -> Iterator[City]:
    with runtime.database.write() as session:
        town = make_town(session)
        officers = {}
        for role in ("front", "section_head", "lurah", "strange_front"):
            account_id = getattr(town, role).account_id
            contact = contacts_of(session, account_id)[0].address
            secret = f"JBSWY3DPEHPK3PXP{'ABCD'[len(officers)] * 16}"
            officers[role] = Signer(contact, secret)
            from balaikota.identity.models import Account

            set_up_totp(session, session.get_one(Account, account_id), secret)
    with live_city(runtime) as address:
        yield City(address, runtime, post_office, officers)


@pytest.fixture(
    scope="module"
)  # its event loop must be gone before other modules sign letters here
def browser():
    if chromium() is None:
        pytest.skip("Chromium is not installed")
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def axe() -> Path:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in core/")
    return AXE
