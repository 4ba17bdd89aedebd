# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``citizens``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.citizens.events import CitizensMerged
from balaikota.kernel.contributions import Pages, Permission, Tile
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    from random import Random

    from flask_smorest import Blueprint

    from balaikota.kernel.actor import Actor
    from balaikota.kernel.contributions import DemoAccount
    from balaikota.kernel.db import Session


class Citizens(Plugin):
    """The registry of citizens: who they say they are, what was checked, where they live."""

    name = "citizens"
    title = _("Warga")
    requires = ("identity", "regions")
    events = (CitizensMerged,)

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """Registering and one's own profile."""
        from balaikota.citizens import api

        return [api.blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """The last step of the registration, one's own data."""
        from balaikota.citizens import web

        return [Pages(web.blueprint)]

    @hookimpl
    def permissions(self) -> Iterable[Permission]:
        """Who sees a whole NIK."""
        from balaikota.citizens.permissions import PERMISSIONS

        return PERMISSIONS

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """One's own data on the account page."""
        if actor is not None and actor.citizen_id is not None:
            yield Tile(
                "citizens.profile",
                _("Data saya"),
                "account",
                "citizens.profile",
                weight=10,
                description=_("NIK, alamat, dan kelurahan Anda"),
                place="account",
            )

    @hookimpl
    def seed_demo(self, session: Session, rng: Random) -> Iterable[DemoAccount]:
        """The people of the demo city."""
        from balaikota.citizens.demo import seed

        return seed(session, rng)
