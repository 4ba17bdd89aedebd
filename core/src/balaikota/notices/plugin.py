# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``notices``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from balaikota.kernel.events import Event, Message
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _
from balaikota.notices.events import MessageDispatched

if TYPE_CHECKING:
    from flask_smorest import Blueprint

    from balaikota.kernel.actor import Actor
    from balaikota.kernel.contributions import Outgoing, Pages, Tile
    from balaikota.kernel.db import Session
    from balaikota.kernel.pages.languages import Languages


class Notices(Plugin):
    """The inbox, and the channels that carry its messages outside."""

    name = "notices"
    title = _("Pemberitahuan")
    requires = ("identity",)
    events = (MessageDispatched,)
    listens = (Message.name,)
    sends = (MessageDispatched.name,)

    def start(self) -> None:
        """Refuse channel settings that could never carry a message."""
        from balaikota.notices.channel_settings import check_channels

        check_channels(self.runtime.settings)

    @hookimpl
    def api_blueprints(self) -> Iterable[Blueprint]:
        """The inbox as JSON."""
        from balaikota.notices import api

        return [api.blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """The inbox, at /kotak-masuk."""
        from balaikota.kernel.contributions import Pages
        from balaikota.notices import web

        return [Pages(web.blueprint)]

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """The inbox with what is unread, for whoever is signed in."""
        from balaikota.notices.tiles import inbox_tiles

        return inbox_tiles(session, actor)

    @hookimpl
    def on_event(self, session: Session, event: Event) -> None:
        """Take a message in."""
        from balaikota.notices.services import receive

        if isinstance(event, Message):
            receive(session, event)

    @hookimpl
    def send_event(self, event: Event) -> None:
        """Carry a message outside."""
        from balaikota.notices.sending import send

        if isinstance(event, MessageDispatched):
            send(self.runtime, self._languages, event)

    @hookimpl
    def deliver(self, message: Outgoing) -> bool | None:
        """The core's own channels; a city's plugins are asked before."""
        from balaikota.notices.sending import carry

        return carry(self.runtime, message)

    @cached_property
    def _languages(self) -> Languages:
        from balaikota.kernel.pages.languages import Languages

        return Languages(self.runtime)
