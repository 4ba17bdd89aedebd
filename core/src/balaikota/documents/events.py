# SPDX-License-Identifier: Apache-2.0
"""What ``documents`` announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from balaikota.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSigned(Event):
    """A letter has its signature and can be downloaded.

    ``source`` and ``reference`` are what the plugin gave when it reserved the letter.
    """

    name: ClassVar[str] = "documents.letter_signed"

    letter_id: UUID
    source: str
    reference: str
