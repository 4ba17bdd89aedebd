# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``agencies``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.kernel.contributions import Pages, Permission, Tile
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    from random import Random
    from uuid import UUID

    import click
    from flask_smorest import Blueprint

    from balaikota.kernel.actor import Actor, Grant
    from balaikota.kernel.contributions import DemoAccount
    from balaikota.kernel.db import Session


class Agencies(Plugin):
    """Offices, the officers in them, and what each position lets them do."""

    name = "agencies"
    title = _("Perangkat daerah")
    requires = ("citizens",)

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """The public list of offices."""
        from balaikota.agencies import api

        return [api.blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """Offices and officers, for admins."""
        from balaikota.agencies import web

        return [Pages(web.blueprint, audience="officer")]

    @hookimpl
    def permissions(self) -> Iterable[Permission]:
        """Who manages offices and officers."""
        from balaikota.agencies.permissions import PERMISSIONS

        return PERMISSIONS

    @hookimpl
    def grants(self, session: Session, account_id: UUID) -> Iterable[Grant]:
        """What today's positions of the account permit."""
        from balaikota.agencies.services import grants_of

        return grants_of(session, account_id)

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """``balaikota agencies add-unit | add-officer | add-position | add-admin``."""
        from balaikota.agencies import cli

        return [cli.add_unit, cli.add_officer, cli.add_position, cli.add_admin]

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """The offices, in the console of whoever is in charge of some."""
        from balaikota.agencies.services import MANAGE_OFFICERS

        if actor is not None and actor.may(MANAGE_OFFICERS):
            yield Tile(
                "agencies.units",
                _("Perangkat daerah"),
                "agency",
                "agencies.units",
                weight=80,
                audience="officer",
                description=_("Unit, petugas, dan jabatannya"),
            )

    @hookimpl
    def seed_demo(self, session: Session, rng: Random) -> Iterable[DemoAccount]:
        """Offices of the demo city, with the people who work there."""
        from balaikota.agencies.demo import seed

        return seed(session, rng)
