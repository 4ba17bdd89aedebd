# SPDX-License-Identifier: Apache-2.0
"""Who acts. The guard fills it from the hooks ``authenticate`` and ``grants``; services decide by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission, in one unit or (``unit_id`` is None) in the whole city."""

    permission: str
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What ``authenticate`` proves: an account in a live session.

    ``second_factor`` tells whether this session showed one; officers' permissions count only then.
    ``language`` and ``display_name`` spare every page a look-up.
    """

    account_id: UUID
    session_id: UUID
    display_name: str
    citizen_id: UUID | None = None
    second_factor: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the permissions that hold now (read per request, never from a token)."""

    account_id: UUID
    session_id: UUID
    display_name: str = ""
    citizen_id: UUID | None = None
    language: str | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)

    @property
    def is_officer(self) -> bool:
        """Whether the person holds any permission of an office."""
        return bool(self.grants)

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission held anywhere."""
        return frozenset(grant.permission for grant in self.grants)

    def units(self, permission: str) -> frozenset[UUID] | None:
        """Units in which ``permission`` is held; None means the whole city, an empty set nowhere."""
        held = [grant.unit_id for grant in self.grants if grant.permission == permission]
        if None in held:
            return None
        return frozenset(unit for unit in held if unit is not None)

    def may(self, permission: str, unit_id: UUID | None = None) -> bool:
        """Whether ``permission`` is held anywhere or, given ``unit_id``, for that unit."""
        units = self.units(permission)
        if units is None:
            return True
        return unit_id in units if unit_id is not None else bool(units)
