# SPDX-License-Identifier: Apache-2.0
"""Write announcements in the transaction of what they announce."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cattrs.preconf.orjson import make_converter
from sqlalchemy import insert, select

from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events.event import Event, Message
from balaikota.kernel.events.models import Delivery, StoredEvent
from balaikota.kernel.plugins import Plugins

_converter = make_converter()
_converter.register_structure_hook(UUID, lambda value, _kind: UUID(value))


def announce(session: Session, event: Event) -> None:
    """Tell every enabled plugin that ``listens`` to ``event.name`` or ``sends`` it; after commit, at least once.

    An event that nobody wants is not stored. An event whose attribute ``secret`` is true holds a code: nothing
    of it is kept once it is delivered or given up.
    """
    listeners = [
        plugin.name
        for plugin in session.runtime.plugins
        if event.name in {*plugin.listens, *plugin.sends}
    ]
    if not listeners:
        return
    event_id, now = new_id(), session.now()
    payload = session.runtime.keys.storage.seal(
        _converter.dumps(event), f"kernel_event|payload|{event_id}"
    )
    session.execute(
        insert(StoredEvent).values(
            id=event_id,
            name=event.name,
            payload=payload,
            is_secret=bool(getattr(event, "secret", False)),
            created_at=now,
        )
    )
    deliveries: list[dict[str, Any]] = [
        {"id": new_id(), "event_id": event_id, "listener": name, "available_at": now}
        for name in listeners
    ]
    session.execute(insert(Delivery), deliveries)


def notify(session: Session, message: Message) -> None:
    """Send ``message`` to a person: the inbox first, then the channels."""
    announce(session, message)


def known_events(plugins: Plugins) -> dict[str, type[Event]]:
    """The event classes that can be read back, by name: the kernel's own and those of enabled plugins."""
    kinds: dict[str, type[Event]] = {Message.name: Message}
    return kinds | {kind.name: kind for plugin in plugins for kind in plugin.events}


def read_event(session: Session, event_id: UUID) -> Event:
    """The event that was stored under ``event_id``. Raises ``LookupError`` when it was wiped or nobody announces it."""
    row = session.execute(
        select(StoredEvent.name, StoredEvent.payload).where(StoredEvent.id == event_id)
    ).one()
    kind = known_events(session.runtime.plugins).get(row.name)
    if kind is None or row.payload is None:
        raise LookupError(f"{row.name!r} cannot be read any more")
    payload = session.runtime.keys.storage.open(row.payload, f"kernel_event|payload|{event_id}")
    return _converter.loads(payload, kind)
