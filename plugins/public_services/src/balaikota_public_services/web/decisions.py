# SPDX-License-Identifier: Apache-2.0
"""Steps that an officer takes. Each carries the version that was seen: who comes second is told, not overruled."""

from __future__ import annotations

from uuid import UUID

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    KEY,
    Form,
    _,
    attachment,
    current_actor,
    current_session,
    officer,
    policy,
    preview,
    render,
)
from balaikota_public_services.definitions.model import ISSUE_LETTER, RETURN, Action
from balaikota_public_services.rights import READ
from balaikota_public_services.services.corrections import Mark
from balaikota_public_services.services.details import RequestDetail, look_at
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.previews import letter_preview
from balaikota_public_services.web.blueprints import desk
from balaikota_public_services.web.case import case_facts, needs_page, office_actions, show_case
from balaikota_public_services.web.taking import DONE, take_step


@desk.get("/<uuid:request_id>/tindakan/<action>")
@policy(officer(READ))
def ask(request_id: UUID, action: str) -> ResponseReturnValue:
    """The page of a step that asks something first."""
    detail = look_at(current_session(), current_actor(), request_id)
    chosen = _offered(detail, action)
    if chosen is None or not needs_page(chosen):
        return redirect(url_for("public_services_officer.case", request_id=request_id), 303)
    return _page(detail, chosen, Form())


@desk.post("/<uuid:request_id>/tindakan/<action>")
@policy(officer(READ), idempotency=KEY, if_match=True)
def take(request_id: UUID, action: str) -> ResponseReturnValue:
    """Take the step, or say why not on a page that shows how the request stands now."""
    session, actor = current_session(), current_actor()
    form = Form(submitted=request.form)
    form.values["tanda"] = request.form.getlist("tanda")
    step = Step(action, comment=form.values.get("comment") or None, corrections=_marks(form))
    status = take_step(form, request_id, step)
    _rename(form, step)
    if status == DONE:
        return redirect(url_for("public_services_officer.case", request_id=request_id), 303)
    detail = look_at(session, actor, request_id)
    chosen = _offered(detail, action)
    if status == 422 and chosen is not None and needs_page(chosen):
        return _page(detail, chosen, form)
    return show_case(request_id, form, status=status)


@desk.get("/<uuid:request_id>/rancangan")
@policy(officer(READ))
def letter_draft(request_id: UUID) -> Response:
    """A picture of the letter that is about to be signed."""
    return preview(letter_preview(current_session(), current_actor(), request_id))


@desk.get("/<uuid:request_id>/rancangan/berkas")
@policy(officer(READ))
def letter_draft_file(request_id: UUID) -> Response:
    """The letter that is about to be signed, for saving."""
    return attachment(letter_preview(current_session(), current_actor(), request_id))


def _offered(detail: RequestDetail, name: str) -> Action | None:
    return next((action for action in office_actions(detail) if action.name == name), None)


def _rename(form: Form, step: Step) -> None:
    """Errors tell marks by their position; the page has an input for each thing that may be marked."""
    form.error_list = [(_input(field, step), sentence) for field, sentence in form.error_list]


def _input(field: str, step: Step) -> str:
    head, _dot, rest = field.partition(".")
    position = rest.partition(".")[0]
    if head != "corrections" or not position.isdecimal():
        return "tanda" if head == "corrections" else field
    mark = step.corrections[int(position)]
    return note_field(mark.kind, mark.name)


def note_field(kind: str, name: str) -> str:
    """The input that holds the note on a field or document."""
    return f"catatan.{kind}.{name}"


def _marks(form: Form) -> tuple[Mark, ...]:
    """What was ticked, with its note; a note without a tick is asked about, so that nothing is lost unseen."""
    ticked = form.values["tanda"]
    for name, note in form.values.items():
        if name.startswith("catatan.") and note and name.removeprefix("catatan.") not in ticked:
            form.refuse(name, _("Centang bagian ini, atau hapus catatannya"))
    pairs = [value.partition(".") for value in ticked]
    return tuple(
        Mark(
            "document" if kind == "document" else "field",
            name,
            form.values.get(note_field(kind, name), ""),
        )
        for kind, _dot, name in pairs
    )


def _page(detail: RequestDetail, action: Action, form: Form) -> Response:
    """The page that asks what this step needs to know."""
    return render(
        f"public_services/officer/{_template(action)}.html",
        audience="officer",
        form=form,
        action=action,
        note_field=note_field,
        **case_facts(detail),
    )


def _template(action: Action) -> str:
    if RETURN in action.effects:
        return "return"
    return "sign" if ISSUE_LETTER in action.effects else "step"
