# SPDX-License-Identifier: Apache-2.0
"""The base of every event, and the one event of the kernel itself: a message to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal
from uuid import UUID


class Undeliverable(Exception):
    """Trying this delivery again cannot help: it is given up at once (``balaikota events dead``).

    The words are kept and logged, so they name no person, address or code.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, named ``<plugin>.<noun>_<verb in the past>``.

    Subclasses are frozen dataclasses of plain values (text, numbers, UUID, datetime, None, lists and dicts of
    those) and set ``name``.
    """

    name: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Event):
    """Words for one person. The inbox keeps them; e-mail and phone carry them if they can.

    ``account_id`` is the reader, or None when only ``address`` (a contact to be proved) is known. ``title`` and
    ``body`` are source-language text with ``values``: they are translated for the reader at delivery.
    ``channels`` empty means the reader's own choice; ``secret`` (a code) is never shown in the inbox nor kept.
    """

    name: ClassVar[str] = "kernel.message_sent"

    kind: str
    title: str
    body: str
    values: dict[str, str] = field(default_factory=dict)
    account_id: UUID | None = None
    address: str | None = None
    channel: Literal["email", "phone"] | None = None
    link: str | None = None
    secret: bool = False
    language: str | None = None
