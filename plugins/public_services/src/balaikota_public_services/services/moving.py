# SPDX-License-Identifier: Apache-2.0
"""One step of a request: state, clock, history, audit and the news of it, together or not at all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from balaikota import Actor, Session, Stale, announce, record
from balaikota_public_services.definitions.model import CITIZEN, NOBODY, Action, Definition
from balaikota_public_services.events import RequestMoved
from balaikota_public_services.models import Request
from balaikota_public_services.services.deadlines import calendar_of
from balaikota_public_services.services.history import Doer, write_event
from balaikota_public_services.services.news import tell_citizen

Changes = dict[str, Any]


def move(
    session: Session,
    request: Request,
    service: Definition,
    action: Action,
    *,
    actor: Actor | None,
    doer: Doer,
    comment: str | None = None,
    changes: Changes | None = None,
) -> None:
    """Take ``request`` along ``action``, with ``changes`` of its row. Raises ``Stale`` if it moved meanwhile."""
    left = request.state
    write_event(session, request, action, doer, comment=comment)
    entered = _entered(session, request, service, action)
    _update(session, request, entered | (changes or {}))
    record(
        session,
        actor,
        "public_services.request_moved",
        kind="public_services.request",
        object_id=request.id,
        subject_id=request.subject_id,
        step=action.name,
    )
    outcome = service.workflow.state(action.to).outcome
    announce(
        session,
        RequestMoved(
            request_id=request.id,
            service_code=request.service_code,
            action=action.name,
            from_state=left,
            to_state=action.to,
            outcome=outcome,
        ),
    )
    if action.public and (actor is None or actor.account_id != request.submitted_by):
        tell_citizen(session, request, service, action)


def _entered(session: Session, request: Request, service: Definition, action: Action) -> Changes:
    """What entering ``action.to`` changes by itself."""
    now = session.now()
    awaits = service.workflow.awaits(action.to)
    changes: Changes = {"state": action.to, "awaits": awaits, "moved_at": now}
    if awaits == NOBODY:
        changes["closed_at"] = now
    return changes | _clock(session, request, stopped=awaits == CITIZEN)


def _clock(session: Session, request: Request, *, stopped: bool) -> Changes:
    """The promise rests while the citizen has the move: its last day moves by the working days that passed."""
    today = session.runtime.today()
    if stopped:
        return {} if request.paused_on else {"paused_on": today}
    if request.paused_on is None:
        return {}
    calendar = calendar_of(session)
    passed = calendar.between(request.paused_on, calendar.received_on(today))
    return {
        "paused_on": None,
        "paused_days": request.paused_days + passed,
        "due_on": calendar.after(request.due_on, passed),
    }


def _update(session: Session, request: Request, changes: Changes) -> None:
    seen = request.version
    done = session.execute(
        update(Request)
        .where(Request.id == request.id, Request.version == seen)
        .values(version=seen + 1, **changes)
        .returning(Request.version),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        raise Stale
    session.refresh(request)
