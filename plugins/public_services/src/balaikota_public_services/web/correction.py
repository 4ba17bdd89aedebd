# SPDX-License-Identifier: Apache-2.0
"""Mending a request: exactly what the officer marked, with the note and what stood there before."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    KEY,
    Form,
    current_actor,
    current_session,
    keep_changes,
    policy,
    render,
)
from balaikota_public_services.definitions.model import ANSWER, Action
from balaikota_public_services.services.corrections import Marked
from balaikota_public_services.services.details import RequestDetail
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.papers import papers_of
from balaikota_public_services.services.uploads import Incoming, upload_for_request
from balaikota_public_services.web.blueprints import pages
from balaikota_public_services.web.documents import accepted, chosen_file
from balaikota_public_services.web.fields import (
    kelurahan_options,
    typed_answers,
    worded_answers,
)
from balaikota_public_services.web.taking import DONE, take_step
from balaikota_public_services.web.tracking import own_detail, show_tracking


@pages.get("/permohonan/<uuid:request_id>/perbaiki")
@policy(CITIZEN)
def correction(request_id: UUID) -> ResponseReturnValue:
    """What is wrong, and where to mend it."""
    detail = own_detail(request_id)
    if _answering(detail) is None:
        return redirect(url_for("public_services.tracking", request_id=request_id), 303)
    fields = [detail.service.field_named(mark.name) for mark in _marked(detail, "field")]
    return _show(detail, Form(values=typed_answers(fields, detail.answers, "answers.")))


@pages.post("/permohonan/<uuid:request_id>/perbaiki")
@policy(CITIZEN, idempotency=KEY, if_match=True)
def correct(request_id: UUID) -> ResponseReturnValue:
    """Take the new documents and answers and send the request back to the officer.

    A document that arrived stays, even when an answer is refused: nobody sends a photo twice.
    """
    detail = own_detail(request_id)
    action = _answering(detail)
    if action is None:
        return redirect(url_for("public_services.tracking", request_id=request_id), 303)
    form = Form(submitted=request.form)
    for mark in _marked(detail, "document"):
        _take_document(form, request_id, mark.name)
    status = take_step(form, request_id, _step(form, own_detail(request_id), action))
    if status == DONE:
        return redirect(url_for("public_services.tracking", request_id=request_id), 303)
    if status != 422:
        return show_tracking(request_id, form, status=status)
    keep_changes()
    return _show(own_detail(request_id), form)


def _answering(detail: RequestDetail) -> Action | None:
    """The step that answers the officer, if it is the applicant's turn."""
    return next((action for action in detail.actions if ANSWER in action.effects), None)


def _marked(detail: RequestDetail, kind: str) -> list[Marked]:
    return [mark for mark in detail.corrections if mark.kind == kind]


def _take_document(form: Form, request_id: UUID, name: str) -> None:
    """Keep the file that was chosen for a document; what is wrong with it is said at its own field."""
    session, actor, field = current_session(), current_actor(), f"documents.{name}"
    file = chosen_file(field)
    if file is None:
        return
    incoming = Incoming(name, file.filename or "", file.stream)
    trial = Form()
    trial.attempt(session, lambda: upload_for_request(session, actor, request_id, incoming))
    for _field, sentence in trial.error_list:
        form.refuse(field, sentence)


def _step(form: Form, detail: RequestDetail, action: Action) -> Step:
    """What the form holds, limited to what was marked."""
    fields, documents = _marked(detail, "field"), _marked(detail, "document")
    uploads = detail.uploads
    return Step(
        action.name,
        comment=form.values.get("comment") or None,
        answers={mark.name: form.values.get(f"answers.{mark.name}") for mark in fields},
        documents={mark.name: uploads[mark.name].id for mark in documents if mark.name in uploads},
    )


def _show(detail: RequestDetail, form: Form) -> Response:
    session, service = current_session(), detail.service
    fields = [(mark, service.field_named(mark.name)) for mark in _marked(detail, "field")]
    documents = [(mark, service.document_named(mark.name)) for mark in _marked(detail, "document")]
    action = _answering(detail)
    return render(
        "public_services/correction.html",
        form=form,
        detail=detail,
        fields=fields,
        documents=documents,
        before=worded_answers(session, [field for _mark, field in fields], detail.answers),
        current={
            paper.name: paper
            for paper in papers_of(session, detail.documents)
            if paper.state == "current"
        },
        waiting={paper.name: paper for paper in papers_of(session, detail.uploads.values())},
        accepts={plan.name: accepted(plan) for _mark, plan in documents},
        kelurahan=kelurahan_options(session),
        comments=action is not None and action.comment != "none",
    )
