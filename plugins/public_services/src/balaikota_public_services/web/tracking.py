# SPDX-License-Identifier: Apache-2.0
"""Where a request stands: who has it, by when, what was written, and the letter when it is there."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    KEY,
    Form,
    NotFound,
    attachment,
    current_actor,
    current_runtime,
    current_session,
    policy,
    preview,
    render,
)
from balaikota_public_services.definitions.model import ANSWER, Action
from balaikota_public_services.services.details import RequestDetail, look_at
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.letters import letter_of_request
from balaikota_public_services.services.papers import papers_of
from balaikota_public_services.services.uploads import document_content
from balaikota_public_services.web.blueprints import pages
from balaikota_public_services.web.documents import page_number
from balaikota_public_services.web.fields import worded_answers
from balaikota_public_services.web.taking import DONE, take_step
from balaikota_public_services.web.words import is_signing, public_steps, tone_of


@pages.get("/permohonan/<uuid:request_id>")
@policy(CITIZEN)
def tracking(request_id: UUID) -> ResponseReturnValue:
    """The whole state of one's own request."""
    return show_tracking(request_id, Form())


def show_tracking(request_id: UUID, form: Form, *, status: int = 200) -> Response:
    """The page of one's own request; ``form`` holds what was refused. Raises ``NotFound``."""
    detail = own_detail(request_id)
    session, service = current_session(), detail.service
    return render(
        "public_services/tracking.html",
        status=status,
        form=form,
        detail=detail,
        tone=tone_of(detail.state),
        steps=public_steps(detail),
        signing=is_signing(detail),
        is_late=detail.request.due_on < current_runtime().today(),
        answers=worded_answers(session, service.fields, detail.answers),
        papers=[
            paper for paper in papers_of(session, detail.documents) if paper.state == "current"
        ],
        corrects=any(ANSWER in action.effects for action in detail.actions),
        others=_plain_actions(detail),
    )


@pages.get("/permohonan/<uuid:request_id>/surat")
@policy(CITIZEN)
def letter(request_id: UUID) -> Response:
    """The signed letter, for saving."""
    own_detail(request_id)
    return attachment(letter_of_request(current_session(), current_actor(), request_id))


@pages.get("/permohonan/<uuid:request_id>/berkas/<uuid:document_id>/gambar")
@policy(CITIZEN)
def own_picture(request_id: UUID, document_id: UUID) -> Response:
    """A picture of a document that one sent; ``halaman`` is the page of a PDF."""
    own_detail(request_id)
    content = document_content(current_session(), current_actor(), request_id, document_id)
    return preview(content, page=page_number())


@pages.get("/permohonan/<uuid:request_id>/tindakan/<action>")
@policy(CITIZEN)
def ask_to_act(request_id: UUID, action: str) -> ResponseReturnValue:
    """Ask once more before a step that only the applicant takes, such as withdrawing."""
    detail = own_detail(request_id)
    chosen = next((found for found in _plain_actions(detail) if found.name == action), None)
    if chosen is None:
        return redirect(url_for("public_services.tracking", request_id=request_id), 303)
    return _confirm(detail, chosen, Form())


@pages.post("/permohonan/<uuid:request_id>/tindakan/<action>")
@policy(CITIZEN, idempotency=KEY, if_match=True)
def take_own_step(request_id: UUID, action: str) -> ResponseReturnValue:
    """Take a step as the applicant."""
    form = Form(submitted=request.form)
    step = Step(action, comment=form.values.get("comment") or None)
    status = take_step(form, request_id, step)
    if status == DONE:
        return redirect(url_for("public_services.tracking", request_id=request_id), 303)
    detail = own_detail(request_id)
    chosen = next((found for found in _plain_actions(detail) if found.name == action), None)
    if chosen is None or status != 422:
        return show_tracking(request_id, form, status=status)
    return _confirm(detail, chosen, form)


def own_detail(request_id: UUID) -> RequestDetail:
    """The person's own request. Raises ``NotFound``, also for an officer: they have pages of their own."""
    detail = look_at(current_session(), current_actor(), request_id)
    if not detail.is_own:
        raise NotFound
    return detail


def _plain_actions(detail: RequestDetail) -> list[Action]:
    """Steps of the applicant that need no page of their own."""
    return [action for action in detail.actions if ANSWER not in action.effects]


def _confirm(detail: RequestDetail, action: Action, form: Form) -> Response:
    return render("public_services/own_step.html", form=form, detail=detail, action=action)
