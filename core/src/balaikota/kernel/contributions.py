# SPDX-License-Identifier: Apache-2.0
"""What hooks return: small frozen facts, never HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from flask import Blueprint

from balaikota.kernel.text import Text

if TYPE_CHECKING:
    from balaikota.kernel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Pages:
    """A blueprint of pages. Citizens' pages are mounted at ``/<slug>``, officers' at ``/petugas/<slug>``."""

    blueprint: Blueprint
    audience: Literal["citizen", "officer"] = "citizen"

    @property
    def name(self) -> str:
        """The blueprint's name, which carries the plugin's prefix like every contributed name."""
        return self.blueprint.name


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that roles may contain. ``roles`` names the standard roles that hold it at first."""

    name: str
    title: Text
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """An entry on the citizen's home or, with ``audience="officer"``, in the officers' console.

    ``endpoint`` is the Flask endpoint of its page; ``weight`` sorts, small first; ``badge`` counts what waits.
    ``place`` is the grid of the home page, the bar at the thumb (what people need daily), both, or the account page.
    """

    name: str
    title: Text
    icon: str
    endpoint: str
    weight: int = 50
    audience: Literal["citizen", "officer"] = "citizen"
    description: Text | None = None
    badge: int | None = None
    place: Literal["home", "bar", "both", "account"] = "home"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that returns: ``run(runtime)`` every ``every``, by one worker at a time. It must be idempotent."""

    name: str
    every: timedelta
    run: Callable[[Runtime], None]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on one channel, as ``deliver`` sees it: to one address, in the reader's language.

    ``delivery_id`` is the same for every attempt; ``secret``: it holds a code, which may be kept nowhere.
    """

    channel: Literal["email", "phone"]
    address: str
    subject: str
    body: str
    delivery_id: UUID
    secret: bool = False


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What ``sign_document`` gets: the finished PDF and who signs it, in which position.

    After a crash the same letter comes again, to the byte and under the same ``letter_id``, by which a provider
    may know it.
    """

    pdf: bytes
    letter_id: UUID
    officer_id: UUID
    signer_name: str
    position: str
    reason: str
    location: str


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """What ``sign_document`` answers: the signed PDF and the kind of signature that the verify page states."""

    pdf: bytes
    kind: Literal["certified", "uncertified", "example"]
    certificate: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo city, printed so that anybody can try it. ``name`` carries the plugin's prefix."""

    name: str
    role: Text
    contact: str
    password: str
    totp_secret: str | None = None
