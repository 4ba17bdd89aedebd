# SPDX-License-Identifier: Apache-2.0
"""One request with everything that its page shows, as far as this person may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from balaikota import (
    Actor,
    Letter,
    Profile,
    Session,
    Unit,
    _,
    letter_by_reference,
    officer_names,
    profile,
    record_read,
    unit,
)
from balaikota_public_services.definitions.model import CITIZEN, Action, Definition, State
from balaikota_public_services.models import Request, RequestDocument
from balaikota_public_services.rights import NAME
from balaikota_public_services.services.access import is_own, request_of
from balaikota_public_services.services.actions import available_actions
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.corrections import Marked, marks_of
from balaikota_public_services.services.deadlines import calendar_of
from balaikota_public_services.services.history import TimelineEntry, timeline
from balaikota_public_services.services.personal import answers_of
from balaikota_public_services.services.uploads import documents_of, uploads_of

APPLICANT: Final = _("Pemohon")


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request, opened.

    ``holder`` are the words for whose move it is, empty when it is nobody's; ``step_due_on`` is when the holding
    office should have acted, None while nobody's clock runs; ``subject`` is the person concerned.
    """

    request: Request
    service: Definition
    state: State
    is_own: bool
    unit: Unit
    holder: str
    assignee: str
    step_due_on: date | None
    subject: Profile
    answers: dict[str, Any]
    documents: Sequence[RequestDocument]
    uploads: dict[str, RequestDocument]
    corrections: list[Marked]
    timeline: list[TimelineEntry]
    actions: list[Action]
    letter: Letter | None


def look_at(session: Session, actor: Actor, request_id: UUID) -> RequestDetail:
    """Open a request; an officer's look is recorded before anything is read. Raises ``NotFound``."""
    request = request_of(session, actor, request_id)
    mine = is_own(actor, request)
    if not mine:
        record_read(
            session,
            actor,
            "public_services.request_read",
            kind="public_services.request",
            object_id=request.id,
            subject_id=request.subject_id,
        )
    return opened(session, actor, request, mine=mine)


def opened(session: Session, actor: Actor, request: Request, *, mine: bool) -> RequestDetail:
    """The request with all that belongs to it; whoever calls has recorded the look."""
    service = service_of(session, request)
    state = service.workflow.state(request.state)
    names = officer_names(session, filter(None, [request.assignee_id]))
    return RequestDetail(
        request=request,
        service=service,
        state=state,
        is_own=mine,
        unit=unit(session, request.unit_id),
        holder=holder_words(service, state),
        assignee=names.get(request.assignee_id, "") if request.assignee_id else "",
        step_due_on=_step_due_on(session, request, state),
        subject=profile(session, request.subject_id),
        answers=answers_of(session, request),
        documents=documents_of(session, request),
        uploads=uploads_of(session, request) if mine else {},
        corrections=marks_of(session, request, for_citizen=mine),
        timeline=timeline(session, request, for_citizen=mine),
        actions=available_actions(session, actor, request, service),
        letter=letter_by_reference(session, source=NAME, reference=str(request.id)),
    )


def holder_words(service: Definition, state: State) -> str:
    """Who has the move in ``state``, in words: the title of the office, the applicant, or nobody."""
    office = service.workflow.holder(state.holder)
    if office is not None:
        return office.title
    return APPLICANT.message if state.holder == CITIZEN else ""


def _step_due_on(session: Session, request: Request, state: State) -> date | None:
    if state.deadline_days is None:
        return None
    entered = request.moved_at.astimezone(session.runtime.city.zone).date()
    return calendar_of(session).due_on(entered, state.deadline_days)
