# SPDX-License-Identifier: Apache-2.0
"""What this plugin announces."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from balaikota import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWritten(Event):
    """Somebody wrote in a book."""

    name = "contoh.entry_written"

    entry_id: UUID
