# SPDX-License-Identifier: Apache-2.0
"""The letter before it is there: as it would be, and how far its signature has come."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from balaikota import (
    Actor,
    FileContent,
    Letter,
    NotFound,
    Session,
    _,
    draft_letter,
    letter_by_reference,
    officer_of,
)
from balaikota_public_services.definitions.model import ISSUE_LETTER, Definition
from balaikota_public_services.models import Request
from balaikota_public_services.services.access import request_of
from balaikota_public_services.services.actions import available_actions
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.letters import SOURCE, unsigned_letter


def letter_preview(session: Session, actor: Actor, request_id: UUID) -> FileContent:
    """The letter as PDF before it has a number; the look at the NIK in it is recorded.

    Raises ``NotFound`` unless this officer may sign it now, and what ``draft_letter`` raises.
    """
    request = request_of(session, actor, request_id)
    service = service_of(session, request)
    steps = available_actions(session, actor, request, service)
    if not any(ISSUE_LETTER in step.effects for step in steps):
        raise NotFound(_("Rancangan surat ini tidak sedang menunggu Anda"))
    signer = officer_of(session, actor.account_id)
    draft = unsigned_letter(session, actor, signer, request, service)
    return FileContent(
        id=request.id,
        name=f"{request.number}-rancangan.pdf",
        media_type="application/pdf",
        content=draft_letter(session, draft),
        pages=1,
    )


@dataclass(frozen=True, slots=True)
class LetterProgress:
    """A request and its letter, with nothing about the person."""

    request: Request
    service: Definition
    letter: Letter


def letter_progress(session: Session, actor: Actor, request_id: UUID) -> LetterProgress:
    """How far the letter of a request is. Raises ``NotFound`` when there is none."""
    request = request_of(session, actor, request_id)
    letter = letter_by_reference(session, source=SOURCE, reference=str(request.id))
    if letter is None:
        raise NotFound(_("Surat ini belum ada"))
    return LetterProgress(request, service_of(session, request), letter)
