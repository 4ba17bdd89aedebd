# SPDX-License-Identifier: Apache-2.0
"""Entries of the home page and of the officers' menu."""

from __future__ import annotations

from collections.abc import Iterator

from balaikota.documents.services import stuck_letters
from balaikota.documents.services.reading import VIEW
from balaikota.kernel.actor import Actor
from balaikota.kernel.contributions import Tile
from balaikota.kernel.db import Session
from balaikota.kernel.text import _


def tiles(session: Session, actor: Actor | None) -> Iterator[Tile]:
    """Anybody may check a letter; officers see those of their units, and how many wait in vain for a signature."""
    yield Tile(
        name="documents.check",
        title=_("Periksa surat"),
        description=_("Pastikan surat dari kami asli dan masih berlaku"),
        icon="verify",
        endpoint="documents.check",
        weight=60,
    )
    if actor is not None and actor.may(VIEW):
        yield Tile(
            name="documents.letters",
            title=_("Surat"),
            icon="letter",
            endpoint="documents_officer.letters",
            weight=40,
            audience="officer",
            badge=stuck_letters(session, actor) or None,
        )
