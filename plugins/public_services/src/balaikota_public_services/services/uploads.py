# SPDX-License-Identifier: Apache-2.0
"""Documents of applicants: sent one by one before the request, or to replace one that an officer marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, Final, cast
from uuid import UUID

from sqlalchemy import delete, select

from balaikota import (
    Actor,
    Conflict,
    FieldError,
    FileContent,
    Invalid,
    NotFound,
    Session,
    StoredFile,
    _,
    new_id,
    open_file,
    record_read,
    remove_file,
    store_upload,
)
from balaikota_public_services.definitions.answers import below
from balaikota_public_services.definitions.model import CITIZEN, Definition, Document
from balaikota_public_services.models import Correction, Draft, Request, RequestDocument
from balaikota_public_services.services.access import is_own, request_of
from balaikota_public_services.services.catalogue import offered_service, service_of
from balaikota_public_services.services.drafts import draft_for, subject_of

MEGABYTE: Final = 1_000_000
MEDIA_TYPES: Final = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}

UNKNOWN: Final = _("Dokumen ini tidak diminta untuk layanan ini")
NOT_UPLOADED: Final = _("Unggah dokumen ini dahulu")
MISSING: Final = _("Dokumen ini wajib dikirim")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it comes in: the document that it is meant to be, its name on the sender's device, its bytes."""

    name: str
    filename: str
    stream: IO[bytes]


class NotAskedFor(Conflict):
    """The request is not with the citizen, or nobody asked for this document."""

    title = _("Dokumen ini tidak sedang diminta")


def upload_for_service(
    session: Session, actor: Actor, service_code: str, incoming: Incoming
) -> RequestDocument:
    """Keep a document for a request that is not sent yet; one of the same name that waits there is thrown away.

    Raises ``NotFound`` for no such service, ``Invalid`` for no such document or a file that is refused.
    """
    service = offered_service(session, service_code)
    plan = _plan(service, incoming.name)
    file = _checked_file(session, actor, subject_of(actor), plan, incoming)
    # Looking at the file takes long; only now does the sending of the draft have to wait.
    draft = draft_for(session, actor, service, locked=True)
    return _place(session, actor, draft, plan, file)


def upload_for_request(
    session: Session, actor: Actor, request_id: UUID, incoming: Incoming
) -> RequestDocument:
    """Keep a document that an officer asked for again. Raises as :func:`upload_for_service`, and ``NotAskedFor``."""
    request = request_of(session, actor, request_id, locked=True)
    plan = _plan(service_of(session, request), incoming.name)
    asked = session.scalar(
        select(Correction.id).where(
            Correction.request_id == request.id,
            Correction.kind == "document",
            Correction.name == incoming.name,
            Correction.state == "open",
        )
    )
    if not is_own(actor, request) or request.awaits != CITIZEN or asked is None:
        raise NotAskedFor
    file = _checked_file(session, actor, request.subject_id, plan, incoming)
    return _place(session, actor, request, plan, file)


def replace_documents(
    session: Session, request: Request, given: Mapping[str, UUID], notes: Mapping[str, bytes]
) -> None:
    """Put the uploads ``given`` in the place of what was wrong; that stays, with the officer's note as the reason.

    ``notes`` are the sealed notes by document. Raises ``Invalid`` for an upload that is not there.
    """
    waiting = {row.id: row for row in _rows(session, request, "uploaded")}
    wrong = [name for name, found in given.items() if not _is(waiting.get(found), name)]
    if wrong:
        raise Invalid(errors=[FieldError(f"/documents/{name}", NOT_UPLOADED) for name in wrong])
    for row in _rows(session, request, "current"):
        if row.name in given:
            row.state, row.reason = "replaced", notes.get(row.name)
    session.flush()  # one document of a name is current at any time
    for found in given.values():
        waiting[found].state = "current"
    session.flush()


def adopt_documents(
    session: Session, draft: Draft | None, request: Request, given: Mapping[str, UUID]
) -> None:
    """Make the uploads ``given`` of a draft the documents of the new request."""
    waiting = {row.id: row for row in _rows(session, draft, "uploaded")} if draft else {}
    for found in given.values():
        row = waiting[found]
        row.draft_id, row.request_id, row.state = None, request.id, "current"
    session.flush()


def check_documents(
    session: Session, draft: Draft | None, service: Definition, given: Mapping[str, UUID]
) -> list[FieldError]:
    """What is wrong with the documents ``given`` for a new request: unknown, not uploaded, or missing."""
    waiting = {row.id: row for row in _rows(session, draft, "uploaded")} if draft else {}
    plans = {plan.name: plan for plan in service.documents}
    errors = []
    for name, found in given.items():
        if name not in plans:
            errors.append(FieldError(below("/documents", name), UNKNOWN))
        elif not _is(waiting.get(found), name):
            errors.append(FieldError(f"/documents/{name}", NOT_UPLOADED))
    missing = [plan.name for plan in service.documents if plan.required and plan.name not in given]
    return errors + [FieldError(f"/documents/{name}", MISSING) for name in missing]


def uploads_of(session: Session, home: Draft | Request) -> dict[str, RequestDocument]:
    """What was uploaded and not sent yet, by name."""
    return {row.name: row for row in _rows(session, home, "uploaded")}


def documents_of(session: Session, request: Request) -> Sequence[RequestDocument]:
    """Documents of a request, current and replaced ones, oldest first."""
    return session.scalars(
        select(RequestDocument)
        .where(RequestDocument.request_id == request.id, RequestDocument.state != "uploaded")
        .order_by(RequestDocument.id)
    ).all()


def document_content(
    session: Session, actor: Actor, request_id: UUID, document_id: UUID
) -> FileContent:
    """The file behind a document; an officer's look is recorded. Raises ``NotFound``."""
    request = request_of(session, actor, request_id)
    row = session.get(RequestDocument, document_id)
    mine = is_own(actor, request)
    if row is None or row.request_id != request.id or (row.state == "uploaded" and not mine):
        raise NotFound(_("Dokumen ini tidak ada"))
    if not mine:
        record_read(
            session,
            actor,
            "public_services.document_read",
            kind="public_services.document",
            object_id=row.id,
            subject_id=request.subject_id,
        )
    return open_file(session, row.file_id)


def drop_uploads(
    session: Session, actor: Actor, home: Draft | Request, *, names: Collection[str] | None = None
) -> None:
    """Delete what was uploaded and not sent (only ``names``, unless None), files and all."""
    unwanted = [
        row for row in _rows(session, home, "uploaded") if names is None or row.name in names
    ]
    for row in unwanted:
        session.delete(row)
    session.flush()
    for row in unwanted:
        remove_file(session, actor, row.file_id)


def forget_draft(session: Session, actor: Actor, draft: Draft) -> None:
    """Throw a draft away with what was uploaded for it and not sent."""
    drop_uploads(session, actor, draft)
    session.execute(delete(Draft).where(Draft.id == draft.id))


def _checked_file(
    session: Session, actor: Actor, subject_id: UUID, plan: Document, incoming: Incoming
) -> StoredFile:
    return store_upload(
        session,
        actor,
        kind="public_services.document",
        subject_id=subject_id,
        filename=incoming.filename,
        stream=cast(BinaryIO, incoming.stream),
        allowed=frozenset(MEDIA_TYPES[kind] for kind in plan.types),
        max_bytes=plan.max_mb * MEGABYTE,
    )


def _place(
    session: Session, actor: Actor, home: Draft | Request, plan: Document, file: StoredFile
) -> RequestDocument:
    drop_uploads(session, actor, home, names={plan.name})
    row = RequestDocument(
        id=new_id(),
        draft_id=home.id if isinstance(home, Draft) else None,
        request_id=home.id if isinstance(home, Request) else None,
        name=plan.name,
        file_id=file.id,
        uploaded_at=session.now(),
    )
    session.add(row)
    session.flush()
    return row


def _rows(session: Session, home: Draft | Request, state: str) -> Sequence[RequestDocument]:
    owner = RequestDocument.draft_id if isinstance(home, Draft) else RequestDocument.request_id
    return session.scalars(
        select(RequestDocument)
        .where(owner == home.id, RequestDocument.state == state)
        .order_by(RequestDocument.id)
    ).all()


def _is(row: RequestDocument | None, name: str) -> bool:
    return row is not None and row.name == name


def _plan(service: Definition, name: str) -> Document:
    try:
        return service.document_named(name)
    except KeyError as error:
        raise Invalid(errors=[FieldError("/name", UNKNOWN)]) from error
