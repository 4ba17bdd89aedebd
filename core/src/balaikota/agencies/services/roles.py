# SPDX-License-Identifier: Apache-2.0
"""From positions to permissions: whoever holds a position today has what its role contains, in its unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import select

from balaikota.agencies.models import Officer, Position
from balaikota.agencies.services.officers import held_on
from balaikota.kernel.actor import Grant
from balaikota.kernel.db import Session

if TYPE_CHECKING:
    from balaikota.kernel.plugins import Plugins

# What plugins declare does not change while they are loaded, and each request of an officer asks for it.
_by_permission: WeakKeyDictionary[Plugins, Mapping[str, frozenset[str]]] = WeakKeyDictionary()


def roles_by_permission(plugins: Plugins) -> Mapping[str, frozenset[str]]:
    """The roles that hold each declared permission."""
    if plugins not in _by_permission:
        declared = plugins.collect("permissions")
        _by_permission[plugins] = {item.name: frozenset(item.roles) for _plugin, item in declared}
    return _by_permission[plugins]


def roles_of(plugins: Plugins) -> frozenset[str]:
    """Every role that some permission names: what a position may be given."""
    return frozenset().union(*roles_by_permission(plugins).values())


def grants_of(session: Session, account_id: UUID) -> list[Grant]:
    """What the account's positions permit today, in the city's date; ended and future ones give nothing."""
    query = (
        select(Position.role, Position.unit_id)
        .join(Officer, Officer.id == Position.officer_id)
        .where(Officer.account_id == account_id, held_on(session.runtime.today()))
    )
    held = session.execute(query).all()
    if not held:
        return []
    permissions = roles_by_permission(session.runtime.plugins)
    return [
        Grant(name, unit_id)
        for role, unit_id in held
        for name, roles in permissions.items()
        if role in roles
    ]


def officers_who_may(
    session: Session, permission: str, unit_id: UUID | None = None
) -> list[Officer]:
    """Officers who hold ``permission`` today in the unit (those of the whole city too), by name; None: anywhere.

    A permission that nobody declares is held by nobody.
    """
    roles = roles_by_permission(session.runtime.plugins).get(permission, frozenset())
    query = (
        select(Officer)
        .join(Position, Position.officer_id == Officer.id)
        .where(Position.role.in_(roles), held_on(session.runtime.today()))
    )
    if unit_id is not None:
        query = query.where((Position.unit_id == unit_id) | Position.unit_id.is_(None))
    return list(session.scalars(query.distinct().order_by(Officer.name, Officer.id)))
