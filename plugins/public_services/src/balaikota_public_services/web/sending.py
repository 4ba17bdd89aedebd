# SPDX-License-Identifier: Apache-2.0
"""The last look before sending, the sending itself, and the page that says that it has arrived."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    KEY,
    Form,
    NotFound,
    _,
    current_actor,
    current_session,
    policy,
    profile,
    render,
)
from balaikota_public_services.services.details import look_at
from balaikota_public_services.services.drafts import draft_answers, subject_of
from balaikota_public_services.services.papers import papers_of
from balaikota_public_services.services.steps import FormStep
from balaikota_public_services.services.submitting import submit_draft
from balaikota_public_services.services.uploads import uploads_of
from balaikota_public_services.web.application import CHECKING, Filling, filling
from balaikota_public_services.web.blueprints import pages
from balaikota_public_services.web.fields import worded_answers

DECLARED = "ya"


@pages.get("/<code>/periksa")
@policy(CITIZEN)
def check_answers(code: str) -> ResponseReturnValue:
    """Everything at a glance, each part with a way to change it."""
    found = filling(code)
    if found.draft is None:  # sent already, or thrown away: there is nothing to check
        return redirect(url_for("public_services.start", code=code), 303)
    return _check(found, Form())


@pages.post("/<code>/periksa")
@policy(CITIZEN, idempotency=KEY)
def send(code: str) -> ResponseReturnValue:
    """File the request, once it is declared to be true."""
    session, actor, found = current_session(), current_actor(), filling(code)
    if found.draft is None:
        raise NotFound(
            _("Isian ini sudah dikirim atau dihapus. Lihat Permohonan saya untuk memastikannya.")
        )
    form = Form(submitted=request.form)
    if form.values.get("benar") != DECLARED:
        form.refuse("benar", _("Centang pernyataan bahwa isian Anda benar"))
    sent = form.attempt(session, lambda: submit_draft(session, actor, code))
    if sent is None:
        return _check(found, form)
    return redirect(url_for("public_services.sent", request_id=sent.id), 303)


@pages.get("/permohonan/<uuid:request_id>/terkirim")
@policy(CITIZEN)
def sent(request_id: UUID) -> ResponseReturnValue:
    """The number to keep, and what happens next."""
    detail = look_at(current_session(), current_actor(), request_id)
    if not detail.is_own:
        raise NotFound
    return render("public_services/sent.html", detail=detail)


def _check(found: Filling, form: Form) -> Response:
    session = current_session()
    draft, service = found.draft, found.service
    answers = draft_answers(session, draft, service)
    uploads = uploads_of(session, draft) if draft else {}
    return render(
        "public_services/check.html",
        form=form,
        filling=found,
        answers=worded_answers(session, service.fields, answers),
        papers={paper.name: paper for paper in papers_of(session, uploads.values())},
        person=profile(session, subject_of(current_actor())),
        addresses={step: _change(found, step) for step in found.way.steps},
        places=_places(found),
        back=found.address(found.way.steps[-1]),
    )


def _change(found: Filling, step: FormStep) -> str:
    """Where ``step`` is changed, with the way back to this page."""
    return f"{found.address(step)}?kembali={CHECKING}"


def _places(found: Filling) -> dict[str, str]:
    """Where each part that may be refused is changed, by the name that errors give it."""
    places: dict[str, str] = {}
    for step in found.way.steps:
        names = [f"answers.{field.name}" for field in step.fields] or [f"documents.{step.name}"]
        places |= dict.fromkeys(names, _change(found, step))
    return places
