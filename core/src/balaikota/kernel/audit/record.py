# SPDX-License-Identifier: Apache-2.0
"""Write audit rows: changes in their own transaction, looks at personal data before the answer leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from balaikota.kernel.actor import Actor
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Unavailable


class AuditUnavailable(Unavailable):
    """A look at personal data could not be recorded, so nothing is shown."""


def record(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    kind: str,
    object_id: UUID | None = None,
    subject_id: UUID | None = None,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Record a change in the same transaction as the change.

    ``action`` is ``<feature>.<verb in the past>``, ``kind`` is ``<feature>.<noun>``; ``subject_id`` is the citizen
    concerned. ``actor`` is None for the system. ``details`` hold ids, codes and counts, never personal values.
    """
    session.execute(
        insert(AuditEntry),
        _row(session, actor, action, kind, object_id, subject_id, reason, details, is_read=False),
    )


def record_read(
    session: Session,
    actor: Actor | None,
    action: str,
    *,
    kind: str,
    object_id: UUID | None = None,
    subject_id: UUID | None = None,
    reason: str | None = None,
    **details: Any,
) -> None:
    """Record a look at personal data before it is answered.

    In a read-only request the row is written and committed on a connection of its own; inside a change it joins
    that transaction (an answer that is rolled back shows nothing). Raises :class:`AuditUnavailable`.
    """
    row = _row(session, actor, action, kind, object_id, subject_id, reason, details, is_read=True)
    try:
        if session.writable:
            session.execute(insert(AuditEntry), row)
            return
        with session.runtime.database.write() as own:
            own.execute(insert(AuditEntry), row)
    except SQLAlchemyError as error:
        raise AuditUnavailable from error


def _row(
    session: Session,
    actor: Actor | None,
    action: str,
    kind: str,
    object_id: UUID | None,
    subject_id: UUID | None,
    reason: str | None,
    details: dict[str, Any],
    *,
    is_read: bool,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": session.now(),
        "account_id": actor.account_id if actor else None,
        "action": action,
        "is_read": is_read,
        "object_kind": kind,
        "object_id": object_id,
        "subject_id": subject_id,
        "reason": reason,
        "details": details,
        "request_id": session.request_id,
    }
