# SPDX-License-Identifier: Apache-2.0
"""What ``citizens`` announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from balaikota.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizensMerged(Event):
    """Two rows were one person. Whoever keeps something by ``duplicate_id`` moves it to ``kept_id``."""

    name: ClassVar[str] = "citizens.citizens_merged"

    duplicate_id: UUID
    kept_id: UUID
