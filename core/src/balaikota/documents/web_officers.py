# SPDX-License-Identifier: Apache-2.0
"""Pages for officers: the letters of their units, and how one is revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota.citizens.services import name_of
from balaikota.documents.models import Letter
from balaikota.documents.schemas import LetterQuery, RevocationForm
from balaikota.documents.services import (
    letter_file,
    letter_of,
    letters_of,
    revocation_reason,
    revoke_letter,
)
from balaikota.documents.services.ending import REVOKE
from balaikota.documents.services.reading import VIEW
from balaikota.files.answers import attachment
from balaikota.kernel.audit import record_read
from balaikota.kernel.http import KEY, current_actor, current_session, officer, policy, slice_of
from balaikota.kernel.pages import Form, render
from balaikota.kernel.secrets import UnreadableError

blueprint = Blueprint("documents_officer", __name__)


@blueprint.get("/surat")
@policy(officer(VIEW))
def letters() -> ResponseReturnValue:
    """The letters of the officer's units, the newest first; no names, so that looking is no reading of data."""
    query: dict[str, Any] = LetterQuery().load(request.args.to_dict())
    wanted = letters_of(current_actor())
    if query["nomor"]:
        wanted = wanted.where(Letter.number == query["nomor"].strip())
    found = slice_of(current_session(), wanted, query["page"], Letter.id, descending=True)
    return render(
        "documents/letters.html",
        audience="officer",
        letters=found,
        number=query["nomor"],
        is_first=query["page"].after is None,
    )


@blueprint.get("/surat/<uuid:letter_id>")
@policy(officer(VIEW))
def letter(letter_id: UUID) -> ResponseReturnValue:
    """One letter with whom it is about, and the form that revokes it."""
    return _page(letter_of(current_session(), current_actor(), letter_id), Form())


@blueprint.get("/surat/<uuid:letter_id>/berkas")
@policy(officer(VIEW))
def file(letter_id: UUID) -> ResponseReturnValue:
    """The signed PDF, for saving."""
    found = letter_of(current_session(), current_actor(), letter_id)
    _record_look(found)
    return attachment(letter_file(current_session(), found))


@blueprint.post("/surat/<uuid:letter_id>/cabut")
@policy(officer(REVOKE), idempotency=KEY)
def revoke(letter_id: UUID) -> ResponseReturnValue:
    """Revoke the letter for the given reason."""
    session, actor = current_session(), current_actor()
    form = Form(RevocationForm(), request.form)
    form.attempt(session, lambda: revoke_letter(session, actor, letter_id, **form.data))
    if not form.valid:
        return _page(letter_of(session, actor, letter_id), form)
    return redirect(url_for("documents_officer.letter", letter_id=letter_id), 303)


def _page(found: Letter, form: Form) -> Response:
    session, actor = current_session(), current_actor()
    _record_look(found)
    try:
        subject, reason = name_of(session, found.subject_id), revocation_reason(session, found)
    except UnreadableError:  # the person was erased; the letter stands
        subject, reason = None, None
    return render(
        "documents/letter.html",
        audience="officer",
        form=form,
        letter=found,
        subject=subject,
        reason=reason,
        may_revoke=actor.may(REVOKE, found.unit_id) and found.state in {"signing", "signed"},
    )


def _record_look(found: Letter) -> None:
    record_read(
        current_session(),
        current_actor(),
        "documents.letter_read",
        kind="documents.letter",
        object_id=found.id,
        subject_id=found.subject_id,
    )
