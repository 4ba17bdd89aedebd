# SPDX-License-Identifier: Apache-2.0
"""How a letter ends: revoked, or replaced by another. Its PDF stays what it was; its page says so."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import select

from balaikota.documents.models import Letter
from balaikota.documents.services.reading import letter_of
from balaikota.identity.services import account_of_citizen
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session
from balaikota.kernel.events import Message, notify
from balaikota.kernel.problems import Conflict, FieldError, Invalid
from balaikota.kernel.secrets import seal
from balaikota.kernel.text import _

REVOKE: Final = "documents.letter.revoke"


class LetterEnded(Conflict):
    """The letter was revoked or replaced before."""

    slug = "surat-sudah-berakhir"
    title = _("Surat ini sudah dicabut atau digantikan")


class NotAReplacement(Conflict):
    """The other letter is not signed, is about somebody else, or is the same letter."""

    slug = "bukan-pengganti"
    title = _("Surat pengganti harus sudah ditandatangani dan tentang orang yang sama")


def revoke_letter(session: Session, actor: Actor, letter_id: UUID, *, reason: str) -> Letter:
    """Revoke a letter, also one that still waits for its signature; its number is never given out again.

    ``reason`` is kept for officers, sealed with the subject's key; the verification page does not
    show it. The actor needs ``documents.letter.revoke`` in the letter's unit: any other letter is
    ``NotFound``. Raises ``Invalid`` without a reason, ``LetterEnded`` (409) when it is no longer in force.
    """
    if not reason.strip():
        raise Invalid(errors=[FieldError("/reason", _("Tulis alasan pencabutan"))])
    letter = _in_force(session, actor, letter_id)
    letter.state = "revoked"
    letter.revoked_at = session.now()
    letter.sealed_values = letter.claim = letter.last_error = None
    letter.sealed_reason = seal(
        session,
        letter.subject_id,
        reason.strip(),
        place=f"documents_letter|sealed_reason|{letter_id}",
    )
    _record(session, actor, "documents.letter_revoked", letter)
    _tell_subject(session, letter)
    return letter


def supersede_letter(session: Session, actor: Actor, letter_id: UUID, *, by: UUID) -> Letter:
    """Say that a signed letter was replaced by another signed letter about the same person.

    The verification page of the old one leads to the new one. Permission and problems as for
    :func:`revoke_letter`; ``NotAReplacement`` (409) when the other letter cannot replace this one.
    """
    letter = _in_force(session, actor, letter_id)
    new = letter_of(session, actor, by, permission=REVOKE)
    if (
        letter.signed_at is None
        or new.state != "signed"
        or new.id == letter.id
        or new.subject_id != letter.subject_id
    ):
        raise NotAReplacement
    letter.state = "superseded"
    letter.superseded_by = new.id
    _record(session, actor, "documents.letter_superseded", letter)
    return letter


def _in_force(session: Session, actor: Actor, letter_id: UUID) -> Letter:
    """The letter, locked until the commit. Raises ``NotFound`` or ``LetterEnded``."""
    letter_of(session, actor, letter_id, permission=REVOKE)
    letter = session.scalars(
        select(Letter)
        .where(Letter.id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if letter.state not in {"signing", "signed"}:
        raise LetterEnded
    return letter


def _tell_subject(session: Session, letter: Letter) -> None:
    """Who holds the letter must not learn from a bank that it is worth nothing any more."""
    account = account_of_citizen(session, letter.subject_id)
    if account is None:
        return
    title = _("Surat Anda dicabut")
    body = _(
        "{title} nomor {number} sudah dicabut dan tidak berlaku lagi. Hubungi {unit} bila ada pertanyaan."
    )
    values = {"title": letter.title, "number": letter.number, "unit": letter.unit_name}
    message = Message(
        kind="documents.letter_revoked",
        title=title.message,
        body=body.message,
        values=values,
        account_id=account.id,
    )
    notify(session, message)


def _record(session: Session, actor: Actor, action: str, letter: Letter) -> None:
    record(
        session,
        actor,
        action,
        kind="documents.letter",
        object_id=letter.id,
        subject_id=letter.subject_id,
    )
