# SPDX-License-Identifier: Apache-2.0
"""Menus from ``tiles``: asked once per page, only when a layout shows them."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import g, request, url_for
from werkzeug.routing import BuildError

from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import Tile
from balaikota.kernel.db.session import Session
from balaikota.kernel.http.context import current_runtime, visitor
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import Text

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of a menu, ready for a template."""

    name: str
    title: Text
    description: Text | None
    url: str
    icon: str
    badge: int | None
    current: bool


def menu(audience: str, place: str | None = None) -> list[MenuEntry]:
    """The entries for this visitor, small weights first.

    ``audience`` is citizen or officer; ``place`` home or bar, None for both. After a failure of ours the menus are
    left out: the page of an error must not fail itself.
    """
    if g.get("broken"):
        return []
    if "tiles" not in g:
        g.tiles = _asked_tiles()
    wanted = {place, "both"} if place in {"home", "bar"} else {place}
    shown = (t for t in g.tiles if t.audience == audience and (place is None or t.place in wanted))
    return [entry for tile in shown if (entry := _entry(tile))]


def _asked_tiles() -> list[Tile]:
    runtime, actor = current_runtime(), visitor()
    if "session" in g:
        return _sorted_tiles(runtime, g.session, actor)
    with runtime.database.read() as session:
        return _sorted_tiles(runtime, session, actor)


def _sorted_tiles(runtime: Runtime, session: Session, actor: Actor | None) -> list[Tile]:
    found = runtime.plugins.collect("tiles", isolate=True, session=session, actor=actor)
    return sorted((tile for _plugin, tile in found), key=lambda tile: (tile.weight, tile.name))


def _entry(tile: Tile) -> MenuEntry | None:
    try:
        url = url_for(tile.endpoint)
    except BuildError:
        # As with any failing plugin at a request: the item is left out, the page stays.
        log.exception("tile_without_page", tile=tile.name, endpoint=tile.endpoint)
        return None
    current = request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
    return MenuEntry(tile.name, tile.title, tile.description, url, tile.icon, tile.badge, current)
