# SPDX-License-Identifier: Apache-2.0
"""One person, two rows: the duplicate points to the one that is kept and is never deleted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from balaikota.citizens.events import CitizensMerged
from balaikota.citizens.models import Citizen
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session
from balaikota.kernel.events import announce
from balaikota.kernel.problems import Conflict, NotFound
from balaikota.kernel.text import _


class CannotMerge(Conflict):
    """The two rows cannot be made one: the same row, or one that is not active."""

    title = _("Kedua data warga ini tidak dapat digabung")


def merge_citizens(
    session: Session, actor: Actor, *, duplicate_id: UUID, kept_id: UUID, reason: str
) -> None:
    """Make ``duplicate_id`` point to ``kept_id`` and tell every plugin (``citizens.citizens_merged``).

    Raises ``CannotMerge`` unless both are active and differ, ``NotFound``.
    """
    # In the order of ids, so that two merges of the same pair wait for each other and do not lock each other out.
    query = select(Citizen).where(Citizen.id.in_({duplicate_id, kept_id}))
    found = {
        citizen.id: citizen
        for citizen in session.scalars(query.order_by(Citizen.id).with_for_update())
    }
    if found.keys() != {duplicate_id, kept_id}:
        raise NotFound(_("Warga ini tidak ada"))
    duplicate, kept = found[duplicate_id], found[kept_id]
    if duplicate is kept or {duplicate.status, kept.status} != {"active"}:
        raise CannotMerge
    duplicate.status, duplicate.merged_into = "merged", kept.id
    if duplicate.level == "verified":
        duplicate.level = "contact_verified"  # its NIK no longer bars anybody's verification
    session.flush()
    record(
        session,
        actor,
        "citizens.citizens_merged",
        kind="citizens.citizen",
        object_id=duplicate.id,
        subject_id=kept.id,
        reason=reason,
    )
    announce(session, CitizensMerged(duplicate_id=duplicate.id, kept_id=kept.id))
