# SPDX-License-Identifier: Apache-2.0
"""The inbox in the menus."""

from __future__ import annotations

from collections.abc import Iterator

from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import Tile
from balaikota.kernel.db import Session
from balaikota.kernel.text import _
from balaikota.notices.services import unread_count


def inbox_tiles(session: Session, actor: Actor | None) -> Iterator[Tile]:
    """The inbox with the number of unread notices; nothing for a visitor."""
    if actor is None:
        return
    yield Tile(
        "notices.inbox",
        _("Kotak masuk"),
        "inbox",
        "notices.inbox",
        weight=70,
        place="bar",
        badge=unread_count(session, actor.account_id) or None,
    )
