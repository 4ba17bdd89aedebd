# SPDX-License-Identifier: Apache-2.0
"""Services and requests as the API tells them, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import url_for

from balaikota import Session, Slice, gettext, kelurahan_of_city, officer_names
from balaikota_public_services.definitions.form_checks import SOURCED
from balaikota_public_services.definitions.model import CITIZEN, Definition, Field, State
from balaikota_public_services.definitions.typed import in_words
from balaikota_public_services.services.catalogue import service_version
from balaikota_public_services.services.corrections import Marked
from balaikota_public_services.services.details import RequestDetail, holder_words

Shown = dict[str, Any]
WORDS = frozenset(
    {"title", "label", "help", "message", "requirements", "procedure", "product", "complaints"}
)


def summary(service: Definition) -> Shown:
    """A line of the catalogue."""
    return {
        "code": service.code,
        "title": gettext(service.title),
        "summary": gettext(service.summary),
        "working_days": service.standard.working_days,
        "fee": service.standard.fee,
    }


def whole_service(service: Definition) -> Shown:
    """A service with its standard and its form."""
    standard = _told(asdict(service.standard)) | {
        "legal_basis": service.legal_basis,
        "sources": {key: gettext(service.source_of(key)) for key in SOURCED},
    }
    return summary(service) | {
        "version": service.hash,
        "standard": standard,
        "pages": [_told(asdict(page)) for page in service.pages],
        "fields": [_told(asdict(field)) for field in service.fields],
        "documents": [_told(asdict(document)) for document in service.documents],
    }


def request_page(session: Session, found: Slice[Any]) -> Shown:
    """Requests of one page of a list."""
    names = officer_names(session, {row.assignee_id for row in found.items if row.assignee_id})
    return {
        "items": [
            _line(row, service_version(session, row.version_hash), names) for row in found.items
        ],
        "next": found.next,
    }


def whole_request(session: Session, detail: RequestDetail) -> Shown:
    """A request with everything that this person may see."""
    service, request = detail.service, detail.request
    names = {request.assignee_id: detail.assignee} if request.assignee_id else {}
    kelurahan = {place.code: place.name for place in kelurahan_of_city(session)}
    return _line(request, service, names) | {
        "unit": detail.unit.name,
        "step_due_on": detail.step_due_on,
        "decided_at": request.decided_at,
        "subject": {"name": detail.subject.name, "nik": detail.subject.masked_nik},
        "answers": [_answer(field, detail.answers, kelurahan) for field in service.fields],
        "documents": [
            {
                "id": row.id,
                "name": row.name,
                "label": gettext(service.document_named(row.name).label),
                "state": row.state,
                "uploaded_at": row.uploaded_at,
                "address": _address("document", request.id, document_id=row.id),
            }
            for row in detail.documents
        ],
        "corrections": [_mark(service, mark) for mark in detail.corrections],
        "timeline": [_step(service, detail, position) for position in range(len(detail.timeline))],
        "actions": [
            {
                "name": action.name,
                "title": gettext(action.title),
                "comment": action.comment,
                "effects": action.effects,
            }
            for action in detail.actions
        ],
        "letter": _letter(detail),
    }


def _line(row: Any, service: Definition, names: Mapping[UUID, str]) -> Shown:
    """``row`` is a request or a row of a list: they share these names."""
    state = service.workflow.state(row.state)
    return {
        "id": row.id,
        "number": row.number,
        "service": row.service_code,
        "service_title": gettext(service.title),
        "state": _state(state),
        "holder": gettext(words) if (words := holder_words(service, state)) else "",
        "unit_id": row.unit_id,
        "assignee": names.get(row.assignee_id, ""),
        "assignee_id": row.assignee_id,
        "version": row.version,
        "submitted_at": row.submitted_at,
        "closed_at": row.closed_at,
        "due_on": row.due_on,
        "clock_stopped": row.awaits == CITIZEN,
    }


def _state(state: State) -> Shown:
    return {
        "name": state.name,
        "title": gettext(state.title),
        "public_title": gettext(state.public_title),
        "outcome": state.outcome,
    }


def _answer(field: Field, answers: Mapping[str, Any], kelurahan: Mapping[str, str]) -> Shown:
    value = answers.get(field.name)
    return {
        "name": field.name,
        "label": gettext(field.label),
        "value": value,
        "text": in_words(field, value, kelurahan, gettext),
    }


def _mark(service: Definition, mark: Marked) -> Shown:
    named = service.field_named if mark.kind == "field" else service.document_named
    return asdict(mark) | {"label": gettext(named(mark.name).label)}


def _step(service: Definition, detail: RequestDetail, position: int) -> Shown:
    entry = detail.timeline[position]
    return {
        "at": entry.at,
        "action": entry.action,
        "title": gettext(service.workflow.action(entry.action).title),
        "state": entry.to_state,
        "by": entry.by,
        "comment": entry.comment,
    }


def _letter(detail: RequestDetail) -> Shown | None:
    letter = detail.letter
    if letter is None:
        return None
    is_there = letter.signed_at is not None
    return {
        "number": letter.number,
        "state": letter.state,
        "verification_code": letter.code,
        "address": _address("letter", detail.request.id) if is_there else None,
    }


def _address(view: str, request_id: UUID, **more: Any) -> str:
    return url_for(f"public_services_api.{view}", request_id=request_id, **more)


def _told(facts: Shown) -> Shown:
    """The facts with every sentence in the reader's language, and without limits that are not set."""
    return {name: _tell(name, value) for name, value in facts.items() if value is not None}


def _tell(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_tell(name, inner) for inner in value]
    if isinstance(value, dict):
        return _told(value)
    return gettext(value) if name in WORDS and isinstance(value, str) and value else value
