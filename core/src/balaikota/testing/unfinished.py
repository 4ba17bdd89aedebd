# SPDX-License-Identifier: Apache-2.0
"""While models are still being written: tables straight from them, wherever the revisions lag behind."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from balaikota.kernel.db import migrate
from balaikota.kernel.db.base import Base
from balaikota.kernel.db.owners import MigrationError, owners
from balaikota.kernel.db.rights import protect
from balaikota.kernel.db.transaction import changing
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.runtime import Runtime
from balaikota.testing.city import city_at
from balaikota.testing.postgres import DatabaseUrls

_numbers = itertools.count()


def upgrade(
    runtime: Runtime, folder: Path, values: dict[str, Any], extra: Sequence[Plugin]
) -> None:
    """Upgrade as a city does; where that does not give the tables of the models, make those instead."""
    url = f"sqlite:///{folder}/trial_{next(_numbers)}.sqlite"
    trial = city_at(DatabaseUrls(url, url), values, folder=folder, extra=extra)
    try:
        if agree(trial):
            migrate.upgrade(runtime)
            return
    finally:
        trial.database.dispose()
    for owner in owners(runtime.plugins):
        with changing(runtime.database, owner) as connection:
            Base.metadata.create_all(connection, tables=owner.models)
            protect(connection, runtime.database, owner)


def agree(trial: Runtime) -> bool:
    """Whether the revisions give what the models describe."""
    try:
        migrate.upgrade(trial)
        return not any(migrate.differences(trial, owner.name) for owner in owners(trial.plugins))
    except MigrationError:
        return False
