# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``identity``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.identity.settings import IdentitySettings
from balaikota.kernel.contributions import Job, Pages
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    import click
    from flask import Request
    from flask_smorest import Blueprint

    from balaikota.kernel.actor import Identity as Proven
    from balaikota.kernel.db import Session


class Identity(Plugin):
    """Accounts, sign-in, sessions and second factors."""

    name = "identity"
    title = _("Akun")
    settings = IdentitySettings
    sign_in = "identity.sign_in"

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """Contact proofs, sessions, tokens."""
        from balaikota.identity import api

        return [api.blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """Signing in and out, the first steps of the registration."""
        from balaikota.identity import web

        return [Pages(web.blueprint)]

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """``balaikota identity revoke-sessions``."""
        from balaikota.identity import cli

        return [cli.end_sessions]

    @hookimpl
    def jobs(self) -> Iterable[Job]:
        """Deletes what is over."""
        from balaikota.identity.jobs import JOBS

        return JOBS

    @hookimpl
    def authenticate(self, session: Session, request: Request) -> Proven | None:
        """Bearer tokens for the API, cookies for pages."""
        from balaikota.identity.provider import identify

        return identify(session)
