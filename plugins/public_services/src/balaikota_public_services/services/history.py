# SPDX-License-Identifier: Apache-2.0
"""What happened to a request, one row per step. Rows are only added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from balaikota import Session, new_id, officer_names
from balaikota_public_services.definitions.model import Action
from balaikota_public_services.models import Request, RequestEvent
from balaikota_public_services.services.personal import comment_place, open_words, seal_words


@dataclass(frozen=True, slots=True)
class Doer:
    """Who takes a step: a person's account, the office in which they act; neither for the system."""

    account_id: UUID | None = None
    officer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A step as it is shown. ``by`` is an officer's name, or empty for the citizen and the system."""

    at: datetime
    action: str
    from_state: str | None
    to_state: str
    by: str
    comment: str | None
    public: bool


def write_event(
    session: Session, request: Request, action: Action, doer: Doer, *, comment: str | None = None
) -> RequestEvent:
    """Add the step ``action`` that is about to leave ``request.state``."""
    event_id = new_id()
    event = RequestEvent(
        id=event_id,
        request_id=request.id,
        at=session.now(),
        account_id=doer.account_id,
        officer_id=doer.officer_id,
        action=action.name,
        from_state=request.state if action.start else None,
        to_state=action.to,
        comment=seal_words(session, request, comment_place(event_id), comment),
        public=action.public,
    )
    session.add(event)
    return event


def timeline(session: Session, request: Request, *, for_citizen: bool) -> list[TimelineEntry]:
    """Steps of the request, oldest first; the citizen sees the public ones."""
    query = select(RequestEvent).where(RequestEvent.request_id == request.id)
    if for_citizen:
        query = query.where(RequestEvent.public)
    events = session.scalars(query.order_by(RequestEvent.id)).all()
    names = officer_names(session, _officers(events))
    return [
        TimelineEntry(
            at=event.at,
            action=event.action,
            from_state=event.from_state,
            to_state=event.to_state,
            by=names.get(event.officer_id, "") if event.officer_id else "",
            comment=open_words(session, request, comment_place(event.id), event.comment),
            public=event.public,
        )
        for event in events
    ]


def _officers(events: Sequence[RequestEvent]) -> set[UUID]:
    return {event.officer_id for event in events if event.officer_id}
