# SPDX-License-Identifier: Apache-2.0
"""Accounts for tests: people who are signed in on a page or in the API, officers with their second factor."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

import pyotp
from sqlalchemy import select

from balaikota.identity import cookies, tokens
from balaikota.identity.models import Account, Totp
from balaikota.identity.services import (
    ProvenContact,
    Visit,
    account,
    create_account,
    open_session,
    read_contact,
)
from balaikota.identity.services.totp import STEP_SECONDS, enrol
from balaikota.kernel.actor import Actor
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import Message
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.events.outbox import read_event

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from balaikota.kernel.runtime import Runtime

PHONE = "081234567890"
PASSWORD = "perahu biru di loktuan"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HIDDEN = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)">')
_numbers = itertools.count(1)


def make_account(
    session: Session,
    *,
    contact: str | None = None,
    password: str = PASSWORD,
    display_name: str = "Siti Aminah",
    language: str = "id",
    citizen_id: UUID | None = None,
) -> Account:
    """An account with one proved contact, a new phone number unless one is given."""
    address = read_contact(contact or f"0812{next(_numbers):08}")
    return create_account(
        session,
        account_id=new_id(),
        citizen_id=citizen_id or new_id(),
        display_name=display_name,
        contact=ProvenContact(address.channel, address.address),
        password=password,
        language=language,
    )


def actor_for(session: Session, account_id: UUID) -> Actor:
    """The person behind an account as services see them, with what they may do today, second factor shown."""
    plugins = session.runtime.plugins
    grants = plugins.collect("grants", session=session, account_id=account_id)
    return Actor(
        account_id=account_id,
        session_id=new_id(),
        citizen_id=account(session, account_id).citizen_id,
        grants=frozenset(grant for _plugin, grant in grants),
    )


def set_up_totp(session: Session, account: Account, secret: str = SECRET) -> str:
    """Give the account an authenticator app and return its secret."""
    assert enrol(session, account.id, secret)
    return secret


def totp_code(runtime: Runtime, secret: str = SECRET) -> str:
    """What the app shows now, by the city's clock."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).at(int(runtime.now().timestamp()))


def page_client(app: Flask, account: Account, *, second_factor: bool = False) -> FlaskClient:
    """A browser in which ``account`` is signed in; an officer's with ``second_factor``."""
    opened = _open(app, account, kind="page", second_factor=second_factor)
    client = app.test_client()
    with app.test_request_context():
        response = cookies.sign_in(app.make_response(""), opened)
    for cookie in response.headers.getlist("Set-Cookie"):
        name, _equals, value = cookie.partition(";")[0].partition("=")
        client.set_cookie(name, value)
    return client


def api_headers(app: Flask, account: Account, *, second_factor: bool = False) -> dict[str, str]:
    """Headers of an API request by ``account``; an officer's with ``second_factor``."""
    opened = _open(app, account, kind="api", second_factor=second_factor)
    with app.test_request_context():
        token = tokens.access_token(opened.account_id, opened.id)
    return {"Authorization": f"Bearer {token}"}


def officer_client(app: Flask, account: Account) -> FlaskClient:
    """A browser in which an officer is signed in with the second factor."""
    _ensure_totp(app, account)
    return page_client(app, account, second_factor=True)


def officer_headers(app: Flask, account: Account) -> dict[str, str]:
    """Headers of an API request by an officer who showed the second factor."""
    _ensure_totp(app, account)
    return api_headers(app, account, second_factor=True)


def sent_messages(runtime: Runtime, contact: str) -> list[Message]:
    """What the outbox holds for ``contact``, oldest first, before the worker has delivered it."""
    address = read_contact(contact).address
    with runtime.database.read() as session:
        ids = session.scalars(
            select(StoredEvent.id)
            .where(StoredEvent.name == Message.name, StoredEvent.payload.is_not(None))
            .order_by(StoredEvent.id)
        ).all()
        events = [read_event(session, event_id) for event_id in ids]
    return [event for event in events if isinstance(event, Message) and event.address == address]


def sent_code(runtime: Runtime, contact: str) -> str:
    """The newest code for ``contact``. Raises ``AssertionError`` when none was sent."""
    codes = [
        message.values["code"]
        for message in sent_messages(runtime, contact)
        if "code" in message.values
    ]
    assert codes, f"no code was sent to {contact}"
    return codes[-1]


def hidden_fields(client: FlaskClient, page: str) -> dict[str, str]:
    """What the forms of ``page`` carry unseen: the visitor's token and the key of the last form."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.status
    return dict(HIDDEN.findall(shown.get_data(as_text=True)))


def submit(client: FlaskClient, page: str, *, to: str | None = None, **fields: Any) -> TestResponse:
    """Open ``page``, fill its form in and send it to the same address, or ``to`` another, as a browser would."""
    return client.post(to or page, data=hidden_fields(client, page) | fields)


def path_of(response: TestResponse) -> str:
    """Where a redirect leads, without its query."""
    return urlsplit(response.headers["Location"]).path


def _open(app: Flask, account: Account, *, kind: Any, second_factor: bool) -> Any:
    runtime: Runtime = app.extensions["balaikota"]
    with runtime.database.write() as session:
        visit = Visit(device="Uji", kind=kind)
        return open_session(session, account, visit=visit, second_factor=second_factor)


def _ensure_totp(app: Flask, account: Account) -> None:
    runtime: Runtime = app.extensions["balaikota"]
    with runtime.database.write() as session:
        if session.get(Totp, account.id) is None:
            set_up_totp(session, account)
