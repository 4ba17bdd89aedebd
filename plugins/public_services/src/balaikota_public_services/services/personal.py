# SPDX-License-Identifier: Apache-2.0
"""What people wrote, sealed with the key of the person concerned and bound to its row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from balaikota import Session, open_sealed, seal
from balaikota_public_services.models import Correction, Draft, Request, RequestEvent

Answers = dict[str, Any]


def seal_answers(
    session: Session, subject_id: UUID, table: str, row_id: UUID, answers: Answers
) -> bytes:
    """The answers of a request or draft, to be kept in row ``row_id`` of ``table``."""
    return seal(session, subject_id, orjson.dumps(answers), place=f"{table}|answers|{row_id}")


def answers_of(session: Session, row: Request | Draft) -> Answers:
    """The answers in a request or draft. Raises ``UnreadableError`` when the person was erased."""
    place = f"{row.__tablename__}|answers|{row.id}"
    opened: Answers = orjson.loads(open_sealed(session, row.subject_id, row.answers, place=place))
    return opened


def seal_words(session: Session, request: Request, place: str, words: str | None) -> bytes | None:
    """A comment, note or earlier answer about the subject of ``request``; None stays None."""
    return None if words is None else seal(session, request.subject_id, words, place=place)


def open_words(session: Session, request: Request, place: str, sealed: bytes | None) -> str | None:
    """What :func:`seal_words` kept at ``place``."""
    if sealed is None:
        return None
    return open_sealed(session, request.subject_id, sealed, place=place).decode()


def comment_place(event_id: UUID) -> str:
    """Where the comment of a step lies."""
    return f"{RequestEvent.__tablename__}|comment|{event_id}"


def note_place(correction_id: UUID) -> str:
    """Where an officer's note on a field or document lies."""
    return f"{Correction.__tablename__}|note|{correction_id}"


def previous_place(correction_id: UUID) -> str:
    """Where the answer lies that a correction replaced."""
    return f"{Correction.__tablename__}|previous|{correction_id}"
