# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``shell``."""

from __future__ import annotations

from collections.abc import Iterable

from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import Pages, Tile
from balaikota.kernel.db import Session
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _


class Shell(Plugin):
    """Home, account pages and the frame of the officers' console."""

    name = "shell"
    title = _("Beranda")
    requires = ("identity",)

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """Home, account and preferences for everybody; the desk for officers."""
        from balaikota.shell import web

        return [Pages(web.pages), Pages(web.desk, audience="officer")]

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """The first and the last place of every menu."""
        yield Tile("shell.home", _("Beranda"), "home", "shell.home", weight=0, place="bar")
        if actor is None:
            yield Tile(
                "shell.sign_in", _("Masuk"), "account", "identity.sign_in", weight=90, place="bar"
            )
            return
        yield Tile("shell.account", _("Akun"), "account", "shell.account", weight=90, place="bar")
        if actor.is_officer:
            yield Tile(
                "shell.desk",
                _("Meja kerja"),
                "officer",
                "shell_officer.desk_home",
                80,
                place="both",
            )
            yield Tile(
                "shell.desk_home", _("Meja kerja"), "home", "shell_officer.desk_home", 0, "officer"
            )
            yield Tile("shell.leave", _("Ke halaman warga"), "back", "shell.home", 99, "officer")
