# SPDX-License-Identifier: Apache-2.0
"""Letters for those who may see them. Who may is decided by the caller, or by unit for officers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select

from balaikota.documents.models import Letter
from balaikota.documents.services.storing import stored_pdf
from balaikota.files.services import FileContent
from balaikota.kernel.actor import Actor
from balaikota.kernel.db import Session
from balaikota.kernel.problems import NotFound
from balaikota.kernel.secrets import open_sealed

VIEW: Final = "documents.letter.view"


def letter_pdf(session: Session, letter_id: UUID) -> bytes:
    """Return the PDF to the byte as it was signed.

    Whether the reader may see it, and the audit row of the look, are the caller's. A revoked or
    superseded letter still has its PDF: its verification page says what it is worth. Raises
    ``NotFound`` before the signature, ``LetterDamaged`` (500) when the file is not what was signed.
    """
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotFound
    return letter_file(session, letter).content


def letter_file(session: Session, letter: Letter) -> FileContent:
    """The PDF as a file to be given out; otherwise as :func:`letter_pdf`."""
    if letter.signed_at is None:
        raise NotFound
    return stored_pdf(session, letter)


def letter_by_reference(session: Session, *, source: str, reference: str) -> Letter | None:
    """The latest letter that was reserved with this source and reference, or None."""
    return session.scalar(
        select(Letter)
        .where(Letter.source == source, Letter.reference == reference)
        .order_by(Letter.id.desc())
        .limit(1)
    )


def letters_of(actor: Actor) -> Select[Any]:
    """Letters of the units in which the officer may see letters."""
    return _scoped(select(Letter), actor, VIEW)


def letter_of(session: Session, actor: Actor, letter_id: UUID, *, permission: str = VIEW) -> Letter:
    """One letter of the officer's units. Raises ``NotFound`` for any other."""
    query = _scoped(select(Letter), actor, permission)
    letter: Letter | None = session.scalar(query.where(Letter.id == letter_id))
    if letter is None:
        raise NotFound
    return letter


def stuck_letters(session: Session, actor: Actor) -> int:
    """How many letters of the officer's units wait for a signature that failed at least once."""
    waiting = select(func.count()).select_from(Letter)
    failed = waiting.where(Letter.state == "signing", Letter.last_error.is_not(None))
    return session.scalar(_scoped(failed, actor, VIEW)) or 0


def revocation_reason(session: Session, letter: Letter) -> str | None:
    """Why the letter was revoked, for officers; None when it was not. Raises ``UnreadableError``."""
    if letter.sealed_reason is None:
        return None
    return open_sealed(
        session,
        letter.subject_id,
        letter.sealed_reason,
        place=f"documents_letter|sealed_reason|{letter.id}",
    ).decode()


def _scoped(query: Select[Any], actor: Actor, permission: str) -> Select[Any]:
    units = actor.units(permission)
    return query if units is None else query.where(Letter.unit_id.in_(units))
