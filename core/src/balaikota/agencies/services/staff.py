# SPDX-License-Identifier: Apache-2.0
"""Who works where: offices with the positions in them, as far as an admin may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from balaikota.agencies.models import Position, Unit
from balaikota.kernel.actor import Actor
from balaikota.kernel.db import Session

MANAGE_UNITS: Final = "agencies.unit.manage"
MANAGE_OFFICERS: Final = "agencies.officer.manage"


@dataclass(frozen=True, slots=True)
class Staff:
    """An office (None: the whole city) and the positions in it that have not ended, heads of the list first held."""

    unit: Unit | None
    positions: Sequence[Position]


def units_in_charge(actor: Actor) -> Select[Unit]:
    """The offices in which the actor manages officers, for keyset pages by code."""
    query = select(Unit)
    held = actor.units(MANAGE_OFFICERS)
    return query if held is None else query.where(Unit.id.in_(held))


def staff_of(session: Session, units: Collection[Unit]) -> list[Staff]:
    """The offices with their positions of today and later, in the order given."""
    found = _positions(session, Position.unit_id.in_([unit.id for unit in units]))
    return [
        Staff(unit, [position for position in found if position.unit_id == unit.id])
        for unit in units
    ]


def staff_of_city(session: Session, actor: Actor) -> Staff:
    """Positions for the whole city; only those in charge of the whole city see them."""
    in_charge = actor.units(MANAGE_OFFICERS) is None
    return Staff(None, _positions(session, Position.unit_id.is_(None)) if in_charge else [])


def _positions(session: Session, where: ColumnElement[bool]) -> list[Position]:
    today = session.runtime.today()
    not_ended = or_(Position.ends_on.is_(None), Position.ends_on >= today)
    query = select(Position).where(where, not_ended).options(joinedload(Position.officer))
    return list(session.scalars(query.order_by(Position.starts_on, Position.id)))
