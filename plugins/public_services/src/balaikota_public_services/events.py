# SPDX-License-Identifier: Apache-2.0
"""What this plugin announces. Ids and codes only: whoever listens asks for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from balaikota import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSubmitted(Event):
    """Somebody filed a request with a unit."""

    name: ClassVar[str] = "public_services.request_submitted"

    request_id: UUID
    service_code: str
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMoved(Event):
    """A request went from one state to another; ``outcome`` is set when that one is final."""

    name: ClassVar[str] = "public_services.request_moved"

    request_id: UUID
    service_code: str
    action: str
    from_state: str
    to_state: str
    outcome: str | None
