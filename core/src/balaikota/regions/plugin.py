# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``regions``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    from random import Random

    import click
    from flask_smorest import Blueprint

    from balaikota.kernel.contributions import DemoAccount
    from balaikota.kernel.db import Session


class Regions(Plugin):
    """Kecamatan and kelurahan with their Kemendagri codes and postcodes."""

    name = "regions"
    title = _("Wilayah")

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """The public list of places."""
        from balaikota.regions.api import blueprint

        return [blueprint]

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """``balaikota regions import FILE``."""
        from balaikota.regions.cli import import_list

        return [import_list]

    @hookimpl
    def seed_demo(self, session: Session, rng: Random) -> Iterable[DemoAccount]:
        """The kecamatan and kelurahan of the demo city."""
        from balaikota.regions.demo import seed

        return seed(session, rng)
