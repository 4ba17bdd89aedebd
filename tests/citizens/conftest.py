# SPDX-License-Identifier: Apache-2.0
"""A city with places, a person about to register, and a place where messages can be read."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from balaikota import Plugin, Text, hookimpl
from balaikota.citizens.events import CitizensMerged
from balaikota.identity.services import prove_contact, start_contact_proof
from balaikota.kernel.events import Message
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.events.outbox import read_event
from balaikota.testing.citizens_factory import ADDRESS, BORN, NAME, synthetic_nik
from balaikota.testing.city import city_settings
from balaikota.testing.identity_factory import PASSWORD, sent_code
from balaikota.testing.regions_factory import API_API, add_places


class Ear(Plugin):
    """Hears everything that citizens are told; no worker runs, so it stays in the outbox."""

    name = "ear"
    slug = "telinga"
    title = Text("Telinga")
    listens = (Message.name, CitizensMerged.name)

    @hookimpl
    def on_event(self, session, event):
        """Nothing: tests read the outbox."""


@pytest.fixture
def extra_plugins():
    return (Ear(),)


@pytest.fixture
def settings_values(tmp_path):
    return city_settings(tmp_path, enabled=[])


@pytest.fixture(autouse=True)
def places(runtime):
    """The places of the test city, by code."""
    with runtime.database.write() as session:
        return add_places(session)


@pytest.fixture
def proven(runtime):
    """Make a proof token: of a new phone number, or of the contact given."""
    numbers = itertools.count(1)

    def prove(contact: str | None = None) -> str:
        contact = contact or f"0813{next(numbers):08}"
        with runtime.database.write() as session:
            proof_id = start_contact_proof(session, contact).id
        code = sent_code(runtime, contact)
        with runtime.database.write() as session:
            return prove_contact(session, proof_id, code)

    return prove


@pytest.fixture
def details() -> dict[str, Any]:
    """What a person writes about herself, all of it right."""
    return {
        "name": NAME,
        "nik": synthetic_nik(serial=9901),
        "birth_date": BORN,
        "kelurahan_code": API_API,
        "address": ADDRESS,
        "password": PASSWORD,
    }


@pytest.fixture
def api(client):
    """Call the API: a change gets an Idempotency-Key of its own."""

    def call(method: str, path: str, body=None, **options):
        headers = {"Idempotency-Key": uuid4().hex} | options.pop("headers", {})
        return client.open(f"/api/v1{path}", method=method, json=body, headers=headers, **options)

    return call


@pytest.fixture
def announced(runtime):
    """Read the outbox: every event of one class, oldest first."""

    def read(kind):
        with runtime.database.read() as session:
            ids = session.scalars(
                select(StoredEvent.id).where(StoredEvent.name == kind.name).order_by(StoredEvent.id)
            ).all()
            return [read_event(session, event_id) for event_id in ids]

    return read
