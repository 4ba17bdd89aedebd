# SPDX-License-Identifier: Apache-2.0
"""Sending the documents of a request: one per page, looked at before going on, replaced as often as one likes."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from balaikota import (
    CITIZEN,
    Form,
    NotFound,
    _,
    current_actor,
    current_session,
    exempt,
    policy,
    preview,
    render,
)
from balaikota_public_services.definitions.model import Document
from balaikota_public_services.services.draft_files import draft_document
from balaikota_public_services.services.papers import papers_of
from balaikota_public_services.services.steps import FormStep
from balaikota_public_services.services.uploads import (
    MEDIA_TYPES,
    Incoming,
    upload_for_service,
    uploads_of,
)
from balaikota_public_services.web.application import Filling, comes_from_check, filling
from balaikota_public_services.web.blueprints import pages

ROOM = 64_000_000
"""Bytes that an upload may have before nobody looks at it: a large photo is told so at its own field."""

REPLACES = exempt("a document that is sent again takes the place of the one before")


@pages.before_request
def make_room() -> None:
    """Let large photos come as far as the form, which says what is wrong with them."""
    if request.endpoint in {"public_services.send_document", "public_services.correct"}:
        request.max_content_length = ROOM


@pages.get("/<code>/berkas/<name>")
@policy(CITIZEN)
def document(code: str, name: str) -> ResponseReturnValue:
    """Send one document, or look at the one that was sent."""
    found = filling(code)
    return _show(found, found.step("document", name), Form())


@pages.post("/<code>/berkas/<name>")
@policy(CITIZEN, idempotency=REPLACES)
def send_document(code: str, name: str) -> ResponseReturnValue:
    """Keep the document and show it; without a file, go on if that is possible."""
    session, actor, found = current_session(), current_actor(), filling(code)
    step = found.step("document", name)
    file = chosen_file("file")
    if file is None and step.is_ready:
        return redirect(found.onward(step), 303)
    form = Form()
    if file is None:
        form.refuse("file", _("Pilih foto atau berkasnya dahulu"))
    else:
        incoming = Incoming(name, file.filename or "", file.stream)
        form.attempt(session, lambda: upload_for_service(session, actor, code, incoming))
    if not form.valid:
        return _show(found, step, form)
    return redirect(request.full_path.rstrip("?"), 303)


@pages.get("/<code>/berkas/<name>/gambar")
@policy(CITIZEN)
def document_picture(code: str, name: str) -> ResponseReturnValue:
    """A picture of the document that was sent; ``halaman`` is the page of a PDF."""
    content = draft_document(current_session(), current_actor(), code, name)
    return preview(content, page=page_number())


def chosen_file(field: str) -> FileStorage | None:
    """The file that was sent in ``field``; None when nothing was chosen."""
    file = request.files.get(field)
    return file if file is not None and file.filename else None


def page_number() -> int:
    """The page asked for, from 1. Raises ``NotFound`` for what is no number."""
    asked = request.args.get("halaman", "1")
    if not asked.isdecimal() or len(asked) > 3:
        raise NotFound
    return int(asked)


def accepted(plan: Document) -> str:
    """What the browser's file dialogue offers for a document."""
    return ",".join(MEDIA_TYPES[kind] for kind in plan.types)


def _show(found: Filling, step: FormStep, form: Form) -> Response:
    session = current_session()
    sent = uploads_of(session, found.draft).get(step.name) if found.draft else None
    return render(
        "public_services/document.html",
        form=form,
        filling=found,
        step=step,
        plan=step.document,
        accept=accepted(step.document) if step.document else "",
        paper=papers_of(session, [sent])[0] if sent else None,
        picture=url_for(
            "public_services.document_picture", code=found.service.code, name=step.name
        ),
        place=found.place(step),
        back=found.back(step),
        onward=found.onward(step),
        returns=comes_from_check(),
    )
