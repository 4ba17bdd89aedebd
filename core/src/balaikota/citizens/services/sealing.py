# SPDX-License-Identifier: Apache-2.0
"""Values of a citizen, sealed with the citizen's key and bound to their column and row."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from balaikota.citizens.models import Citizen
from balaikota.kernel.db import Session
from balaikota.kernel.secrets import open_sealed, seal

Column = Literal["name", "nik", "birth_date", "sex", "address", "domicile"]


def sealed(session: Session, citizen_id: UUID, column: Column, value: str | None) -> bytes | None:
    """``value`` for ``column`` of the citizen; nothing stays nothing."""
    if value is None:
        return None
    return seal(session, citizen_id, value, place=_place(citizen_id, column))


def opened(session: Session, citizen: Citizen, column: Column) -> str | None:
    """What stands in ``column``. Raises ``UnreadableError`` once the citizen was erased."""
    value: bytes | None = getattr(citizen, column)
    if value is None:
        return None
    return open_sealed(session, citizen.id, value, place=_place(citizen.id, column)).decode()


def nik_fingerprint(session: Session, digits: str) -> bytes:
    """What equal NIKs share; keyed, because a NIK is guessed from a plain hash in seconds."""
    return session.runtime.keys.fingerprint("citizens.nik", digits)


def _place(citizen_id: UUID, column: Column) -> str:
    return f"citizens_citizen|{column}|{citizen_id}"
