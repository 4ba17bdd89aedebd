# SPDX-License-Identifier: Apache-2.0
"""Entries of the home page, of the bar at the thumb, and of the officers' menu."""

from __future__ import annotations

from collections.abc import Iterator

from balaikota import Actor, Session, Tile, _
from balaikota_public_services.rights import READ
from balaikota_public_services.services.worklist import waiting_count


def tiles(session: Session, actor: Actor | None) -> Iterator[Tile]:
    """Services for everybody, one's own requests for who is signed in, the worklist for officers."""
    yield Tile(
        name="public_services.services",
        title=_("Layanan"),
        description=_("Urus surat keterangan dari kelurahan"),
        icon="services",
        endpoint="public_services.catalogue",
        weight=10,
        place="home",
    )
    if actor is None:
        return
    yield Tile(
        name="public_services.own",
        title=_("Permohonan"),
        description=_("Pantau permohonan dan unduh surat"),
        icon="file",
        endpoint="public_services.own",
        weight=15,
        place="both",
    )
    if actor.may(READ):
        yield Tile(
            name="public_services.worklist",
            title=_("Daftar kerja"),
            description=_("Permohonan yang menunggu Anda"),
            icon="inbox",
            endpoint="public_services_officer.worklist",
            weight=10,
            audience="officer",
            badge=waiting_count(session, actor) or None,
        )
