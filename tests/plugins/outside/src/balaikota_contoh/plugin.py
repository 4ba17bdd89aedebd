# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``contoh``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from balaikota import Actor, Job, Pages, Permission, Plugin, Session, Tile, hookimpl
from balaikota import Text as _
from balaikota_contoh.events import EntryWritten

if TYPE_CHECKING:
    import click
    from flask_smorest import Blueprint


class Contoh(Plugin):
    """Guest books in the offices of the city: visitors read them, residents write in them."""

    name = "contoh"
    slug = "buku-tamu"
    title = _("Buku tamu")
    events = (EntryWritten,)

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """Books and entries as JSON."""
        from balaikota_contoh.api import blueprint

        return [blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """The page of all books."""
        from balaikota_contoh.web import blueprint

        return [Pages(blueprint)]

    @hookimpl
    def permissions(self) -> Iterable[Permission]:
        """What an officer may do."""
        return [Permission("contoh.book.open", _("Membuka buku tamu"))]

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """``balaikota contoh open TITLE``."""
        from balaikota_contoh.cli import open_book

        return [open_book]

    @hookimpl
    def jobs(self) -> Iterable[Job]:
        """Empty books are closed at night."""
        from balaikota_contoh.jobs import close_empty_books

        return [Job("contoh.close_empty_books", timedelta(days=1), close_empty_books)]

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """The way from home to the books."""
        return [Tile("contoh.books", self.title, "document", "contoh.books")]
