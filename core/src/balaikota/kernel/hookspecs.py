# SPDX-License-Identifier: Apache-2.0
"""Every question that the core asks of plugins. A hook is added only with a plugin that uses it.

Groups differ in what an error does: *boot* stops the start and names the plugin; *request* is logged with the
plugin's name and the item is left out; *provider* refuses and never passes silently; *events* are retried.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

import pluggy

if TYPE_CHECKING:
    import click
    from flask import Request
    from flask_smorest import Blueprint

    from balaikota.kernel.actor import Actor, Grant, Identity
    from balaikota.kernel.contributions import (
        DemoAccount,
        Job,
        Outgoing,
        Pages,
        Permission,
        SignatureRequest,
        SignedDocument,
        Tile,
    )
    from balaikota.kernel.db.session import Session
    from balaikota.kernel.events import Event

PROJECT = "balaikota"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


# -- at boot ------------------------------------------------------------------------------------------
@hookspec
def api_blueprints() -> Iterable[Blueprint]:  # type: ignore[empty-body]
    """JSON blueprints (flask-smorest), mounted at ``/api/v1/<plugin>``. Each view declares a policy."""


@hookspec
def web_blueprints() -> Iterable[Pages]:  # type: ignore[empty-body]
    """Pages, mounted at ``/<slug>`` for citizens and ``/petugas/<slug>`` for officers. Each view declares a policy."""


@hookspec
def permissions() -> Iterable[Permission]:  # type: ignore[empty-body]
    """Rights that officers' roles may contain; names start with the plugin's name and a dot."""


@hookspec
def commands() -> Iterable[click.Command]:  # type: ignore[empty-body]
    """Commands, placed under ``balaikota <plugin> …``."""


@hookspec
def jobs() -> Iterable[Job]:  # type: ignore[empty-body]
    """Recurring work for the worker; names start with the plugin's name and a dot."""


# -- per request --------------------------------------------------------------------------------------
@hookspec
def tiles(session: Session, actor: Actor | None) -> Iterable[Tile]:  # type: ignore[empty-body]
    """Entries of the home page (citizens) and of the console (officers) for this person."""


# -- providers ----------------------------------------------------------------------------------------
@hookspec(firstresult=True)
def authenticate(session: Session, request: Request) -> Identity | None:
    """Who sent this request? None when the request carries no credential that this provider knows.

    A credential that is known and wrong raises ``NotSignedIn``.
    """


@hookspec
def grants(session: Session, account_id: UUID) -> Iterable[Grant]:  # type: ignore[empty-body]
    """Permissions that the account holds today, each in a unit or in the whole city; answers add up."""


@hookspec(firstresult=True)
def deliver(message: Outgoing) -> bool | None:
    """Send one message outside: a city's SMS or WhatsApp gateway is a plugin. True when taken, None to pass.

    Raises when the channel fails: the worker tries again later. No transaction is open meanwhile.
    """


@hookspec(firstresult=True)
def sign_document(request: SignatureRequest) -> SignedDocument | None:
    """Sign a finished PDF (PAdES). None to pass to the next provider. No transaction is open meanwhile."""


# -- events -------------------------------------------------------------------------------------------
@hookspec
def on_event(session: Session, event: Event) -> None:
    """Something happened that this plugin ``listens`` to. After commit, at least once: be idempotent.

    What it writes through ``session`` is committed together with the mark that it has heard: an error undoes
    both and it is told again. It must not wait for another server: for that announce an event of its own that
    it ``sends``.
    """


@hookspec
def send_event(event: Event) -> None:
    """Carry an event that this plugin ``sends`` to another server. No transaction is open meanwhile.

    At least once: when the worker dies between the sending and the mark, it is sent again. Raises when it
    failed (it is tried again later) or ``Undeliverable`` when trying again cannot help.
    """


# -- demo ---------------------------------------------------------------------------------------------
@hookspec
def seed_demo(session: Session, rng: Random) -> Iterable[DemoAccount]:  # type: ignore[empty-body]
    """Fill a demo city, in ``requires`` order, with the given random numbers only. Called once per city.

    Returns the accounts that the demo prints for people to sign in with.
    """
