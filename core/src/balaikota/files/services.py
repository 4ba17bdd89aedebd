# SPDX-License-Identifier: Apache-2.0
"""Take files in and give them out again. Who may see a file is decided by the plugin that stored it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO, Final
from uuid import UUID

from balaikota.files import inspection, storage
from balaikota.files.models import StoredFile
from balaikota.files.names import safe_name
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import FieldError, Invalid, NotFound
from balaikota.kernel.secrets import UnreadableError, subject_cipher
from balaikota.kernel.secrets.keys import Cipher
from balaikota.kernel.text import Text, _

PHOTOS: Final = frozenset({inspection.JPEG, inspection.PNG, inspection.WEBP})
PHOTOS_AND_PDF: Final = PHOTOS | {inspection.PDF}
MOST_BYTES: Final = 8_000_000


class FileRefused(Invalid):
    """The file is empty, too large, broken, or of a kind that is not wanted here; nothing was stored."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it is given out. ``pages`` only for a PDF."""

    id: UUID
    name: str
    media_type: str
    content: bytes
    pages: int | None

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)


def store_upload(
    session: Session,
    actor: Actor | None,
    *,
    kind: str,
    subject_id: UUID | None,
    filename: str | None,
    stream: BinaryIO,
    allowed: frozenset[str] = PHOTOS_AND_PDF,
    max_bytes: int = MOST_BYTES,
    field: str = "file",
) -> StoredFile:
    """Check what somebody sent and keep it, encrypted with the key of the person it is about.

    ``kind`` is ``<plugin>.<noun>``; ``subject_id`` the citizen, or None when it is about nobody; ``allowed`` are
    media types; ``field`` is the form field that an error points at. The file is durable on disk before its row is
    written; a transaction that is rolled back leaves a file without a row, which a job removes. Raises
    :class:`FileRefused` (422) or ``StorageFull`` (507).
    """
    accepted = _inspected(stream, allowed, max_bytes, field)
    return _keep(session, actor, accepted, kind=kind, subject_id=subject_id, filename=filename)


def store_own(
    session: Session,
    actor: Actor | None,
    *,
    kind: str,
    subject_id: UUID | None,
    filename: str,
    media_type: str,
    content: bytes,
) -> StoredFile:
    """Keep what the city made itself, such as a signed letter: to the byte, without inspection.

    Otherwise as :func:`store_upload`. Raises ``StorageFull`` (507).
    """
    own = inspection.Accepted(media_type, content)
    return _keep(session, actor, own, kind=kind, subject_id=subject_id, filename=filename)


def _keep(
    session: Session,
    actor: Actor | None,
    accepted: inspection.Accepted,
    *,
    kind: str,
    subject_id: UUID | None,
    filename: str | None,
) -> StoredFile:
    file = StoredFile(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        stored_as=storage.new_name(),
        media_type=accepted.media_type,
        size=len(accepted.content),
        pages=accepted.pages,
        sha256=hashlib.sha256(accepted.content).digest(),
        created_at=session.now(),
    )
    cipher = _cipher(session, subject_id, create=True)
    name = safe_name(filename, accepted.media_type)
    file.name = cipher.seal(name.encode(), _place(file, "name"))
    sealed = cipher.seal(accepted.content, _place(file, "content"))
    storage.write(session.runtime.settings.files_path, file.stored_as, sealed)
    session.add(file)
    session.flush()
    record(session, actor, "files.stored", kind=kind, object_id=file.id, subject_id=subject_id)
    return file


def open_file(session: Session, file_id: UUID) -> FileContent:
    """The file, decrypted. Raises ``NotFound`` when there is none or the person's key was destroyed."""
    file = session.get(StoredFile, file_id)
    if file is None:
        raise NotFound
    try:
        cipher = _cipher(session, file.subject_id)
    except UnreadableError as error:
        raise NotFound from error
    sealed = storage.read(session.runtime.settings.files_path, file.stored_as)
    return FileContent(
        id=file.id,
        name=cipher.open(file.name, _place(file, "name")).decode(),
        media_type=file.media_type,
        content=cipher.open(sealed, _place(file, "content")),
        pages=file.pages,
    )


def remove_file(session: Session, actor: Actor | None, file_id: UUID) -> None:
    """Delete a file that is not needed any more; its content goes once that is durable. Raises ``NotFound``."""
    file = session.get(StoredFile, file_id)
    if file is None:
        raise NotFound
    record(
        session,
        actor,
        "files.removed",
        kind=file.kind,
        object_id=file.id,
        subject_id=file.subject_id,
    )
    stored_as = file.stored_as
    session.delete(file)
    session.flush()
    session.on_commit(lambda runtime: storage.remove(runtime.settings.files_path, stored_as))


def _inspected(
    stream: BinaryIO, allowed: frozenset[str], max_bytes: int, field: str
) -> inspection.Accepted:
    content = stream.read(max_bytes + 1)
    if len(content) > max_bytes:
        most = max_bytes // inspection.MEGABYTE
        raise _refused(
            field,
            _(
                "Berkas ini lebih dari {most} MB. Kirim foto yang lebih kecil, atau PDF yang lebih ringkas.",
                most=most,
            ),
        )
    try:
        return inspection.inspect(content, allowed)
    except inspection.Refusal as refusal:
        raise _refused(field, refusal.sentence) from refusal


def _refused(field: str, sentence: Text) -> FileRefused:
    return FileRefused(errors=[FieldError(f"/{field}", sentence)])


def _cipher(session: Session, subject_id: UUID | None, *, create: bool = False) -> Cipher:
    if subject_id is None:
        return session.runtime.keys.storage
    return subject_cipher(session, subject_id, create=create)


def _place(file: StoredFile, column: str) -> str:
    return f"files_file|{column}|{file.id}"
