# SPDX-License-Identifier: Apache-2.0
"""Lists of requests: a citizen's own, and an officer's work. Core statements, read in the order of an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from balaikota import Actor, Session
from balaikota_public_services.models import Request
from balaikota_public_services.rights import ACTING, READ
from balaikota_public_services.services.access import in_units, own

COLUMNS = (
    Request.id,
    Request.number,
    Request.service_code,
    Request.version_hash,
    Request.state,
    Request.awaits,
    Request.unit_id,
    Request.assignee_id,
    Request.version,
    Request.submitted_at,
    Request.moved_at,
    Request.closed_at,
    Request.due_on,
    Request.paused_on,
)
"""What lists show. The answers are never read for a list."""


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """Which requests an officer wants to see.

    ``which``: ``waiting`` for the officer's own step, every ``open`` one, or the ``closed`` ones. ``assignee`` is
    an officer's id, ``none`` those that nobody took. ``number`` finds exactly one.
    """

    which: Literal["waiting", "open", "closed"] = "waiting"
    state: str | None = None
    assignee: UUID | Literal["none"] | None = None
    service_code: str | None = None
    number: str | None = None


def own_requests(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The person's own requests, for keyset pages by id."""
    return select(*COLUMNS).where(own(actor))


def work_of(actor: Actor, wanted: WorklistFilter) -> Select[*tuple[Any, ...]]:
    """Requests of the officer's units: open ones for keyset pages by ``due_on`` and id, closed ones by id."""
    query = select(*COLUMNS).where(in_units(actor, READ))
    if wanted.number is not None:
        return query.where(Request.number == wanted.number)
    if wanted.which == "closed":
        query = query.where(Request.closed_at.is_not(None))
    elif wanted.which == "open":
        query = query.where(Request.closed_at.is_(None))
    else:
        query = query.where(Request.closed_at.is_(None), waiting_for(actor))
    return query.where(*_filters(wanted))


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """Requests whose next step this officer may take: by permission, in the units where it is held."""
    held = [permission for permission in ACTING if actor.may(permission)]
    if not held:
        return false()
    return or_(*(and_(_is(Request.awaits, name), in_units(actor, name)) for name in held))


def waiting_count(session: Session, actor: Actor, *, most: int = 100) -> int:
    """How many requests wait for this officer, counted up to ``most``: a badge needs no more."""
    waiting = select(Request.id).where(Request.closed_at.is_(None), waiting_for(actor)).limit(most)
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _filters(wanted: WorklistFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(_is(Request.state, wanted.state))
    if wanted.assignee is not None:
        nobody = wanted.assignee == "none"
        found.append(
            Request.assignee_id.is_(None) if nobody else Request.assignee_id == wanted.assignee
        )
    if wanted.service_code is not None:
        found.append(Request.service_code == wanted.service_code)
    return found


def _is(column: InstrumentedAttribute[str], value: str) -> ColumnElement[bool]:
    """Equality with a literal: for a bound state PostgreSQL may keep a plan that ignores how rare it is."""
    return column == bindparam(None, value, literal_execute=True)
