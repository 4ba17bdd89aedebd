# SPDX-License-Identifier: Apache-2.0
"""Whose requests somebody may see: their own, and those of the units where they hold an office. Always in SQL."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from balaikota import Actor, NotFound, Session, _
from balaikota_public_services.models import Request
from balaikota_public_services.rights import READ


def is_own(actor: Actor, request: Request) -> bool:
    """Whether the request is the person's own: about them, or sent from their account."""
    about = actor.citizen_id is not None and request.subject_id == actor.citizen_id
    return about or request.submitted_by == actor.account_id


def own(actor: Actor) -> ColumnElement[bool]:
    """The condition of :func:`is_own`."""
    sent = Request.submitted_by == actor.account_id
    if actor.citizen_id is None:
        return sent
    return or_(sent, Request.subject_id == actor.citizen_id)


def in_units(actor: Actor, permission: str) -> ColumnElement[bool]:
    """Requests of the units in which ``permission`` is held."""
    units = actor.units(permission)
    if units is None:
        return true()
    return Request.unit_id.in_(sorted(units)) if units else false()


def visible_requests(actor: Actor) -> Select[Request]:
    """Every request that the person may look at."""
    return select(Request).where(or_(own(actor), in_units(actor, READ)))


def request_of(
    session: Session, actor: Actor, request_id: UUID, *, locked: bool = False
) -> Request:
    """The request, if the person may look at it. ``locked`` keeps others from changing it until the commit.

    Raises ``NotFound``, whether it does not exist or is not theirs to see.
    """
    query = visible_requests(actor).where(Request.id == request_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("Permohonan ini tidak ada"))
    return found
