# SPDX-License-Identifier: Apache-2.0
"""One request on the officer's desk: the documents beside the answers, and the steps that the engine offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from balaikota import (
    Form,
    attachment,
    current_actor,
    current_runtime,
    current_session,
    officer,
    officer_names,
    officer_of,
    policy,
    preview,
    render,
)
from balaikota_public_services.definitions.model import (
    CLAIM,
    ISSUE_LETTER,
    RELEASE,
    RETURN,
    Action,
)
from balaikota_public_services.rights import READ
from balaikota_public_services.services.details import RequestDetail, look_at
from balaikota_public_services.services.letters import letter_of_request
from balaikota_public_services.services.papers import papers_of
from balaikota_public_services.services.previews import letter_progress
from balaikota_public_services.services.uploads import document_content
from balaikota_public_services.web.blueprints import desk
from balaikota_public_services.web.documents import page_number
from balaikota_public_services.web.fields import worded_answers
from balaikota_public_services.web.words import officer_steps, tone_of, urgency

WEIGHTS = ("", "secondary", "plain")


@desk.get("/<uuid:request_id>")
@policy(officer(READ))
def case(request_id: UUID) -> ResponseReturnValue:
    """The request with everything that the decision needs."""
    return show_case(request_id, Form())


@desk.get("/<uuid:request_id>/surat")
@policy(officer(READ))
def case_letter(request_id: UUID) -> Response:
    """The signed letter, for saving."""
    return attachment(letter_of_request(current_session(), current_actor(), request_id))


@desk.get("/<uuid:request_id>/berkas/<uuid:document_id>/gambar")
@policy(officer(READ))
def case_picture(request_id: UUID, document_id: UUID) -> Response:
    """A picture of a document; ``halaman`` is the page of a PDF."""
    content = document_content(current_session(), current_actor(), request_id, document_id)
    return preview(content, page=page_number())


@desk.get("/<uuid:request_id>/berkas/<uuid:document_id>")
@policy(officer(READ))
def case_document(request_id: UUID, document_id: UUID) -> Response:
    """A document as it was sent, for saving."""
    return attachment(document_content(current_session(), current_actor(), request_id, document_id))


@desk.get("/<uuid:request_id>/surat/keadaan")
@policy(officer(READ))
def letter_state(request_id: UUID) -> Response:
    """Whether the letter is signed by now; asked again and again, so it opens nothing about the person."""
    found = letter_progress(current_session(), current_actor(), request_id)
    return render("public_services/officer/letter_state.html", audience="officer", detail=found)


def show_case(request_id: UUID, form: Form, *, status: int = 200) -> Response:
    """The page of a request; ``form`` holds what was refused. Raises ``NotFound``."""
    detail = look_at(current_session(), current_actor(), request_id)
    return render(
        "public_services/officer/case.html",
        audience="officer",
        status=status,
        form=form,
        **case_facts(detail),
        steps=officer_steps(detail),
    )


def case_facts(detail: RequestDetail) -> dict[str, Any]:
    """What each page about a request shows of it."""
    session, request = current_session(), detail.request
    acting = officer_of(session, current_actor().account_id)
    papers = papers_of(session, detail.documents)
    names = officer_names(session, filter(None, [request.filed_by]))
    return {
        "detail": detail,
        "tone": tone_of(detail.state),
        "urgency": urgency(
            request.due_on,
            current_runtime().today(),
            paused=request.paused_on is not None,
            closed=request.closed_at is not None,
        ),
        "is_mine": acting is not None and request.assignee_id == acting.id,
        "answers": worded_answers(session, detail.service.fields, detail.answers),
        "filed_by": names.get(request.filed_by, "") if request.filed_by else "",
        "papers": [paper for paper in papers if paper.state == "current"],
        "replaced": [paper for paper in papers if paper.state == "replaced"],
        "corrections": _corrections(detail),
        "offers": sorted(
            ((action, needs_page(action), _weight(action)) for action in office_actions(detail)),
            key=lambda offer: WEIGHTS.index(offer[2]),
        ),
    }


def office_actions(detail: RequestDetail) -> list[Action]:
    """Steps for an officer; in one's own request one acts as a citizen, on the citizen's pages."""
    return [] if detail.is_own else detail.actions


def needs_page(action: Action) -> bool:
    """Whether a step asks something first, or cannot be taken back; the others are one press."""
    return action.comment != "none" or bool({RETURN, ISSUE_LETTER} & set(action.effects))


def _weight(action: Action) -> str:
    """How loud a step's button is: what leads on, what holds up, what gives the request away."""
    effects = set(action.effects)
    if RELEASE in effects:
        return "plain"
    return "" if {CLAIM, ISSUE_LETTER} & effects or not needs_page(action) else "secondary"


def _corrections(detail: RequestDetail) -> dict[tuple[str, str], Any]:
    """What was marked, by kind and name, the latest mark of each; with the earlier answer in words."""
    session, found = current_session(), {}
    for mark in detail.corrections:
        before = ""
        if mark.kind == "field":
            field = detail.service.field_named(mark.name)
            before = worded_answers(session, [field], {mark.name: mark.previous})[mark.name]
        found[mark.kind, mark.name] = {"mark": mark, "before": before}
    return found
