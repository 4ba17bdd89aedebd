# SPDX-License-Identifier: Apache-2.0
"""File a request: everything is checked at once, then it has a number, a unit and a day by which it is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from balaikota import (
    Actor,
    FieldError,
    Invalid,
    NotFound,
    Session,
    Unit,
    _,
    announce,
    new_id,
    record,
    take,
    unit_by_code,
    unit_for_region,
)
from balaikota_public_services.definitions.answers import clean_answers
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.events import RequestSubmitted
from balaikota_public_services.models import Draft, Request
from balaikota_public_services.services.catalogue import keep_version, offered_service, surroundings
from balaikota_public_services.services.deadlines import calendar_of
from balaikota_public_services.services.drafts import (
    draft_answers,
    draft_of,
    subject_of,
)
from balaikota_public_services.services.history import Doer, write_event
from balaikota_public_services.services.news import tell_received
from balaikota_public_services.services.personal import Answers, seal_answers
from balaikota_public_services.services.uploads import (
    adopt_documents,
    check_documents,
    forget_draft,
    uploads_of,
)


def submit_request(
    session: Session,
    actor: Actor,
    *,
    service_code: str,
    answers: Mapping[str, Any],
    documents: Mapping[str, UUID],
) -> Request:
    """File a request about the person themselves.

    ``documents`` maps names to ids that ``upload_for_service`` gave. Raises ``NotFound`` for no such service and
    ``Invalid`` with every wrong answer and document.
    """
    service = offered_service(session, service_code)
    draft = draft_of(session, actor, service_code, locked=True)
    clean = _checked(session, service, answers, draft, documents)
    unit = responsible_unit(session, service, clean)
    keep_version(session, service)
    request = _new_request(session, actor, service, unit, clean)
    session.add(request)
    session.flush()
    adopt_documents(session, draft, request, documents)
    if draft is not None:
        forget_draft(session, actor, draft)
    _tell(session, actor, request, service)
    return request


def submit_draft(session: Session, actor: Actor, service_code: str) -> Request:
    """File what the person's draft holds. Raises as :func:`submit_request`; ``NotFound`` without a draft."""
    service = offered_service(session, service_code)
    draft = draft_of(session, actor, service_code, locked=True)
    if draft is None:
        raise NotFound(_("Anda belum mengisi permohonan ini"))
    asked = {document.name for document in service.documents}  # the service may ask for less by now
    uploads = uploads_of(session, draft)
    return submit_request(
        session,
        actor,
        service_code=service_code,
        answers=draft_answers(session, draft, service),
        documents={name: row.id for name, row in uploads.items() if name in asked},
    )


def responsible_unit(session: Session, service: Definition, answers: Answers) -> Unit:
    """The office that handles a request with these answers. Raises ``Invalid`` when no office serves the kelurahan."""
    if service.agency.unit:
        return unit_by_code(session, service.agency.unit)
    field = service.agency.region_field
    try:
        return unit_for_region(session, answers[field])
    except NotFound as missing:
        sentence = _("Kelurahan ini belum melayani permohonan lewat aplikasi")
        raise Invalid(errors=[FieldError(f"/answers/{field}", sentence)]) from missing


def _checked(
    session: Session,
    service: Definition,
    answers: Mapping[str, Any],
    draft: Draft | None,
    documents: Mapping[str, UUID],
) -> Answers:
    errors = check_documents(session, draft, service, documents)
    clean: Answers = {}
    try:
        clean = clean_answers(service, answers, surroundings(session))
    except Invalid as invalid:
        errors = [*invalid.errors, *errors]
    if errors:
        raise Invalid(errors=errors)
    return clean


def _new_request(
    session: Session, actor: Actor, service: Definition, unit: Unit, answers: Answers
) -> Request:
    row_id, now, today = new_id(), session.now(), session.runtime.today()
    subject_id = subject_of(actor)
    first = service.workflow.first
    return Request(
        id=row_id,
        number=_next_number(session, service, today.year),
        service_code=service.code,
        version_hash=service.hash,
        state=first.to,
        awaits=service.workflow.awaits(first.to),
        unit_id=unit.id,
        submitted_by=actor.account_id,
        subject_id=subject_id,
        answers=seal_answers(session, subject_id, Request.__tablename__, row_id, answers),
        submitted_at=now,
        moved_at=now,
        due_on=calendar_of(session).due_on(today, service.standard.working_days),
    )


def _next_number(session: Session, service: Definition, year: int) -> str:
    """``SKU-2026-000123``: consecutive per service and year of the city's calendar."""
    taken = take(session, f"public_services/{service.code}/{year}")
    return f"{service.code.upper()}-{year}-{taken:06}"


def _tell(session: Session, actor: Actor, request: Request, service: Definition) -> None:
    write_event(session, request, service.workflow.first, Doer(actor.account_id))
    record(
        session,
        actor,
        "public_services.request_submitted",
        kind="public_services.request",
        object_id=request.id,
        subject_id=request.subject_id,
        service=service.code,
    )
    announce(
        session,
        RequestSubmitted(request_id=request.id, service_code=service.code, unit_id=request.unit_id),
    )
    tell_received(session, request, service)
