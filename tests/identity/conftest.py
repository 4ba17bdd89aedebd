# SPDX-License-Identifier: Apache-2.0
"""A city in which one account is an officer's, and a place where its answers can be read."""

from __future__ import annotations

from uuid import UUID

import pytest

from balaikota import Grant, Permission, Plugin, Text, hookimpl
from balaikota.identity.models import Account
from balaikota.kernel.events import Message
from balaikota.testing.identity_factory import PHONE, make_account, set_up_totp


class Office(Plugin):
    """Gives an office to whoever is on its list, and hears every message."""

    name = "office"
    slug = "kantor"
    title = Text("Kantor")
    listens = (Message.name,)

    def __init__(self) -> None:
        self.officers: set[UUID] = set()

    @hookimpl
    def permissions(self):
        return [Permission("office.desk.use", Text("Bekerja"))]

    @hookimpl
    def grants(self, session, account_id):
        return [Grant("office.desk.use")] if account_id in self.officers else []

    @hookimpl
    def on_event(self, session, event):
        """No worker runs here: what was sent stays in the outbox, where tests read it."""


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def extra_plugins(office):
    return (office,)


@pytest.fixture
def settings_values(tmp_path):
    from balaikota.testing.city import city_settings

    return city_settings(tmp_path, enabled=[])


@pytest.fixture
def account(runtime) -> Account:
    """Siti, a citizen with a phone."""
    with runtime.database.write() as session:
        return make_account(session, contact=PHONE)


@pytest.fixture
def officer(runtime, office) -> Account:
    """Budi, an officer who has his app set up."""
    with runtime.database.write() as session:
        made = make_account(session, contact="budi@contoh.id", display_name="Budi")
        set_up_totp(session, made)
    office.officers.add(made.id)
    return made


@pytest.fixture
def newcomer(runtime, office) -> Account:
    """Ani, an officer who has no app yet."""
    with runtime.database.write() as session:
        made = make_account(session, contact="ani@contoh.id", display_name="Ani")
    office.officers.add(made.id)
    return made


@pytest.fixture
def noise(runtime) -> Account:
    """Somebody else, whom no test is about."""
    with runtime.database.write() as session:
        return make_account(session, display_name="Orang Lain")


@pytest.fixture
def api(client):
    """Send JSON with an Idempotency-Key of its own and read the answer."""
    from secrets import token_urlsafe

    def send(method, path, body=None, headers=None, key=None):
        given = {"Idempotency-Key": key or token_urlsafe(18)} | (headers or {})
        return client.open(f"/api/v1/identity{path}", method=method, json=body, headers=given)

    return send
