# SPDX-License-Identifier: Apache-2.0
"""How many requests stand in the parts of an officer's worklist, counted only as far as a badge can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from balaikota import Actor, Session
from balaikota_public_services.services.worklist import WorklistFilter, work_of

MOST: Final = 100


def tallies(
    session: Session, actor: Actor, wanted: WorklistFilter, officer_id: UUID | None
) -> Mapping[str, int]:
    """Counts under the filters ``wanted``: ``mine`` of ``officer_id``, ``free`` that nobody took, and ``all``."""
    parts = {
        "mine": replace(wanted, assignee=officer_id),
        "free": replace(wanted, assignee="none"),
        "all": replace(wanted, assignee=None),
    }
    if officer_id is None:
        del parts["mine"]
    return {name: _count(session, actor, part) for name, part in parts.items()}


def _count(session: Session, actor: Actor, wanted: WorklistFilter) -> int:
    found = work_of(actor, wanted).limit(MOST).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0
