# SPDX-License-Identifier: Apache-2.0
"""Returning a request: exactly which fields and documents are wrong, and the citizen's answer to exactly those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import select

from balaikota import FieldError, Invalid, Session, _, new_id
from balaikota_public_services.definitions.answers import below, clean_answers
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.models import Correction, Request
from balaikota_public_services.services.catalogue import surroundings
from balaikota_public_services.services.personal import (
    Answers,
    answers_of,
    note_place,
    open_words,
    previous_place,
    seal_words,
)
from balaikota_public_services.services.uploads import replace_documents


@dataclass(frozen=True, slots=True)
class Mark:
    """What an officer says of one field or document."""

    kind: Literal["field", "document"]
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark as it is shown; ``previous`` is the answer before it was corrected, for the officer."""

    kind: str
    name: str
    note: str
    is_open: bool
    previous: Any = None


def ask_for_corrections(
    session: Session, request: Request, service: Definition, marks: Sequence[Mark]
) -> None:
    """Keep the marks. Raises ``Invalid`` when there is none, or one names nothing of this service or twice the same."""
    _check(service, marks)
    answers = answers_of(session, request)
    for mark in marks:
        row_id = new_id()
        before = orjson.dumps(answers.get(mark.name)).decode() if mark.kind == "field" else None
        session.add(
            Correction(
                id=row_id,
                request_id=request.id,
                kind=mark.kind,
                name=mark.name,
                note=seal_words(session, request, note_place(row_id), mark.note),
                previous=seal_words(session, request, previous_place(row_id), before),
                asked_at=session.now(),
            )
        )
    session.flush()


def answer_corrections(
    session: Session,
    request: Request,
    service: Definition,
    answers: Mapping[str, Any],
    documents: Mapping[str, UUID],
) -> Answers:
    """Take the citizen's new answers and documents for exactly what was marked; gives all answers as they are now.

    Raises ``Invalid`` for a marked field or document that is missing and for any other that is given.
    """
    marked = open_corrections(session, request)
    fields = {row.name for row in marked if row.kind == "field"}
    wanted = {row.name for row in marked if row.kind == "document"}
    errors = _unasked("/answers", answers, fields) + _unasked("/documents", documents, wanted)
    errors += [
        FieldError(f"/documents/{name}", _("Kirim dokumen penggantinya"))
        for name in sorted(wanted - set(documents))
    ]
    if errors:
        raise Invalid(errors=errors)
    clean = clean_answers(service, answers, surroundings(session), only=fields)
    notes = {row.name: row.note for row in marked if row.kind == "document"}
    replace_documents(session, request, documents, notes)
    for row in marked:
        row.state, row.answered_at = "answered", session.now()
    session.flush()
    before = answers_of(session, request)
    return {name: answer for name, answer in before.items() if name not in fields} | clean


def open_corrections(session: Session, request: Request) -> Sequence[Correction]:
    """What still waits for the citizen."""
    return session.scalars(
        select(Correction)
        .where(Correction.request_id == request.id, Correction.state == "open")
        .order_by(Correction.id)
    ).all()


def marks_of(session: Session, request: Request, *, for_citizen: bool) -> list[Marked]:
    """Every mark on the request, oldest first; the citizen sees the open ones."""
    query = select(Correction).where(Correction.request_id == request.id)
    if for_citizen:
        query = query.where(Correction.state == "open")
    return [_shown(session, request, row) for row in session.scalars(query.order_by(Correction.id))]


def _shown(session: Session, request: Request, row: Correction) -> Marked:
    note = open_words(session, request, note_place(row.id), row.note)
    before = open_words(session, request, previous_place(row.id), row.previous)
    return Marked(
        kind=row.kind,
        name=row.name,
        note=note or "",
        is_open=row.state == "open",
        previous=None if before is None else orjson.loads(before),
    )


def _check(service: Definition, marks: Sequence[Mark]) -> None:
    if not marks:
        sentence = _("Tandai paling sedikit satu isian atau dokumen yang perlu diperbaiki")
        raise Invalid(errors=[FieldError("/corrections", sentence)])
    known = {("field", field.name) for field in service.fields}
    known |= {("document", document.name) for document in service.documents}
    errors: list[FieldError] = []
    seen: set[tuple[str, str]] = set()
    for position, mark in enumerate(marks):
        place = f"/corrections/{position}"
        if (mark.kind, mark.name) not in known:
            errors.append(FieldError(f"{place}/name", _("Bagian ini tidak ada di layanan ini")))
        if (mark.kind, mark.name) in seen:
            errors.append(FieldError(f"{place}/name", _("Bagian ini ditandai dua kali")))
        if not mark.note.strip():
            errors.append(FieldError(f"{place}/note", _("Tulis apa yang perlu diperbaiki")))
        seen.add((mark.kind, mark.name))
    if errors:
        raise Invalid(errors=errors)


def _unasked(pointer: str, given: Mapping[str, Any], wanted: set[str]) -> list[FieldError]:
    return [
        FieldError(below(pointer, name), _("Bagian ini tidak diminta untuk diperbaiki"))
        for name in given
        if name not in wanted
    ]
