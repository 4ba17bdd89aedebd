# SPDX-License-Identifier: Apache-2.0
"""Values about a person are sealed with that person's own key (``docs/architecture.md``: secrets)."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import select

from balaikota.kernel.db import Session
from balaikota.kernel.secrets.keys import KEY_BYTES, Cipher, UnreadableError
from balaikota.kernel.secrets.models import SubjectKey


def subject_cipher(session: Session, subject_id: UUID, *, create: bool = False) -> Cipher:
    """The cipher of one person; with ``create`` a key is made when there is none.

    Raises :class:`UnreadableError` when the key is gone: the person was erased.
    """
    ciphers: dict[UUID, Cipher] = session.info.setdefault("subject_ciphers", {})
    if subject_id not in ciphers:
        ciphers[subject_id] = _loaded(session, subject_id, create=create)
    return ciphers[subject_id]


def seal(session: Session, subject_id: UUID, value: bytes | str, *, place: str) -> bytes:
    """Encrypt ``value`` about the person; ``place`` is ``table|column|row id`` and must be given again to open it."""
    raw = value.encode() if isinstance(value, str) else value
    return subject_cipher(session, subject_id, create=True).seal(raw, place)


def open_sealed(session: Session, subject_id: UUID, sealed: bytes, *, place: str) -> bytes:
    """Decrypt what :func:`seal` made. Raises :class:`UnreadableError`."""
    return subject_cipher(session, subject_id).open(sealed, place)


def _loaded(session: Session, subject_id: UUID, *, create: bool) -> Cipher:
    wrapping = session.runtime.keys.wrapping
    place = f"kernel_subject_key|wrapped|{subject_id}"
    wrapped = session.scalar(select(SubjectKey.wrapped).where(SubjectKey.subject_id == subject_id))
    if wrapped is not None:
        return Cipher(wrapping.open(wrapped, place))
    if not create:
        raise UnreadableError(f"no key for subject {subject_id}")
    key = secrets.token_bytes(KEY_BYTES)
    session.add(
        SubjectKey(
            subject_id=subject_id, wrapped=wrapping.seal(key, place), created_at=session.now()
        )
    )
    session.flush()
    return Cipher(key)
