# SPDX-License-Identifier: Apache-2.0
"""The places of the demo city: ``regions.csv`` beside its settings."""

from __future__ import annotations

from random import Random

from balaikota.kernel.contributions import DemoAccount
from balaikota.kernel.db import Session
from balaikota.regions.reading import read_csv
from balaikota.regions.services import import_regions


def seed(session: Session, _rng: Random) -> list[DemoAccount]:
    """Import the city's places; they are facts, so no random number is used."""
    places = session.runtime.settings.folder / "regions.csv"
    import_regions(session, None, read_csv(places.read_text(encoding="utf-8")))
    return []
