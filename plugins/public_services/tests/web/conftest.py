# SPDX-License-Identifier: Apache-2.0
"""People with browsers: citizens of the town and its officers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from balaikota.identity.services import account as account_of
from balaikota.kernel.events.worker import deliver_once
from balaikota.testing.identity_factory import officer_client, page_client
from balaikota.testing.plain_browser import PlainBrowser
from balaikota_public_services.definitions.catalogue import Catalogue
from balaikota_public_services.testing import file_request, take


@pytest.fixture
def account(runtime, town):
    """An account by its id."""

    def found(account_id):
        with runtime.database.read() as session:
            return account_of(session, account_id)

    return found


@pytest.fixture
def citizen(app, town, account):
    """The browser of somebody who is signed in as a citizen: Siti, unless another account is given."""
    return lambda account_id=None: PlainBrowser(page_client(app, account(account_id or town.siti)))


@pytest.fixture
def desk(app, account):
    """The browser of an officer who showed the second factor."""
    return lambda officer: PlainBrowser(officer_client(app, account(officer.account_id)))


@pytest.fixture
def deliver(runtime):
    """Let the worker tell every listener what has happened."""

    def run():
        while deliver_once(runtime):
            pass

    return run


@pytest.fixture
def filed(runtime, town):
    """File a request, Siti's unless said otherwise, and take steps on it; gives its id as addresses have it.

    Without ``follow_up`` a letter that the last step asks for waits for its signature.
    """

    def file(*steps, who=None, code="sku", follow_up=True, **answers):
        with runtime.database.session(write=True) as session:
            request = file_request(session, who or town.siti, code=code, **answers)
            for account_id, action, *more in steps:
                take(session, account_id, request, action, **(more[0] if more else {}))
            session.commit_and_follow_up() if follow_up else session.commit()
            return str(request.id)

    return file


@pytest.fixture
def offer(runtime):
    """Change what is offered as ``sku`` from now on, as after a new start of the city."""

    def change(**parts):
        plugin = runtime.plugins["public_services"]
        services = {service.code: service for service in plugin.catalogue}
        services["sku"] = replace(services["sku"], hash="0" * 64, **parts)
        plugin.catalogue = Catalogue(services)

    return change
