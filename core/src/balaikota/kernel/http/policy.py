# SPDX-License-Identifier: Apache-2.0
"""What a view declares about itself. A view without a declaration stops the boot: deny by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from balaikota.kernel.actor import Actor
from balaikota.kernel.problems import Forbidden, NotSignedIn

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "__balaikota_declaration__"


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call: everybody, any signed-in person, or an officer with ``permission`` in some unit.

    What of the things behind the address the person may see is scoped in the service, in SQL.
    """

    audience: Literal["public", "citizen", "officer"]
    permission: str | None = None

    def check(self, actor: Actor | None) -> None:
        """Raise unless ``actor`` may call: ``NotSignedIn`` (401) or ``Forbidden`` (403)."""
        if self.audience == "public":
            return
        if actor is None:
            raise NotSignedIn
        if self.permission is not None and not actor.may(self.permission):
            raise Forbidden


PUBLIC = Policy("public")
CITIZEN = Policy("citizen")


def officer(permission: str) -> Policy:
    """Only officers who hold ``permission`` in some unit."""
    return Policy("officer", permission)


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What makes a repeated change harmless: a key, the protocol's own id (``natural``) or a reason (``exempt``)."""

    kind: Literal["key", "natural", "exempt"]
    why: str = ""


KEY = Idempotency("key")


def natural(why: str) -> Idempotency:
    """The protocol has its own id: say which."""
    return Idempotency("natural", why)


def exempt(why: str) -> Idempotency:
    """Repeating does no harm, or must not be remembered: say why."""
    return Idempotency("exempt", why)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that a view says about itself."""

    policy: Policy
    idempotency: Idempotency | None = None
    if_match: bool = False


def policy(
    who: Policy, *, idempotency: Idempotency | None = None, if_match: bool = False
) -> Callable[[View], View]:
    """Declare a view: who may call it and, if it changes something, its ``idempotency``.

    ``if_match``: several people edit this, so the caller must name the version that they saw (``If-Match``, or
    the form's hidden version).
    """

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, Declaration(who, idempotency, if_match))
        return view

    return declare


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """What ``view`` declared, or None."""
    found = getattr(view, ATTRIBUTE, None)
    return found if isinstance(found, Declaration) else None
