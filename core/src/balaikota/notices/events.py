# SPDX-License-Identifier: Apache-2.0
"""What ``notices`` announces to itself: a message that is to go outside, so that it fails and is retried alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal
from uuid import UUID

from balaikota.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDispatched(Event):
    """A message to one address. Title and body are source text; they become words when it is sent.

    ``dispatch_id`` stays the same over all attempts: a gateway may know a repetition by it.
    """

    name: ClassVar[str] = "notices.message_dispatched"

    dispatch_id: UUID
    channel: Literal["email", "phone"]
    address: str
    title: str
    body: str
    values: dict[str, str] = field(default_factory=dict)
    language: str = "id"
    link: str | None = None
    secret: bool = False
