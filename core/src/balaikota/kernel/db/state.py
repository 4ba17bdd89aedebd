# SPDX-License-Identifier: Apache-2.0
"""Whether each owner's tables are at the version that its code needs, without importing the migration tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    Connection,
    Select,
    String,
    column,
    inspect,
    literal,
    select,
    table,
    union_all,
)

from balaikota.kernel.db.engine import Database
from balaikota.kernel.db.history import history
from balaikota.kernel.db.owners import VERSION_TABLE, Owner, owners, recorded_owners
from balaikota.kernel.plugins import installed_names
from balaikota.kernel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class MigrationState:
    """Where an owner's tables are (``revision``, None: not made) and the ``revisions`` that its code brings."""

    revision: str | None
    revisions: tuple[str, ...]

    @property
    def head(self) -> str | None:
        """The revision that the code needs, None without any."""
        return self.revisions[-1] if self.revisions else None

    @property
    def current(self) -> bool:
        """Whether the code can work with the tables.

        Tables that a newer version of the code has already migrated count: while a new version is rolled out,
        old processes still answer.
        """
        return self.revision == self.head or self.is_newer

    @property
    def is_newer(self) -> bool:
        """Whether the tables are at a revision that this code does not know."""
        return self.revision is not None and self.revision not in self.revisions

    @property
    def word(self) -> str:
        """For people."""
        if self.is_newer:
            return f"at {self.revision}, newer than this code"
        if self.current:
            return f"ready ({self.head})" if self.head else "ready (no tables)"
        return f"at {self.revision or 'nothing'}, needs {self.head}: balaikota db upgrade"


@dataclass(frozen=True, slots=True)
class OwnerStatus:
    """A line of ``balaikota db status``."""

    owner: str
    revision: str | None
    head: str | None
    word: str


def migration_state(runtime: Runtime) -> dict[str, MigrationState]:
    """The state of the core and of each plugin."""
    present = owners(runtime.plugins)
    recorded = recorded_revisions(runtime.database)
    return {
        owner.name: MigrationState(recorded.get(owner.name), history(owner.versions))
        for owner in present
    }


def every_owner(runtime: Runtime) -> list[OwnerStatus]:
    """The state of every owner that is enabled here or has left tables in the database."""
    states = migration_state(runtime)
    lines = [
        OwnerStatus(name, state.revision, state.head, state.word) for name, state in states.items()
    ]
    installed = installed_names()
    for name, revision in recorded_revisions(runtime.database).items():
        if name not in states:
            word = "installed, not enabled" if name in installed else "orphaned (not installed)"
            lines.append(OwnerStatus(name, revision, None, word))
    return lines


def recorded_revisions(database: Database) -> dict[str, str | None]:
    """The revision of each owner that has a version table, in order of names."""
    file = database.url.database
    if not database.is_postgres and not (file and Path(file).exists()):
        return {}  # looking must not make an empty database
    with database.engine.connect() as connection:
        return revisions_in(connection, recorded_owners(inspect(connection).get_table_names()))


def revisions_in(connection: Connection, names: Iterable[str]) -> dict[str, str | None]:
    """The revision of each of the owners ``names``, whose version tables must exist."""
    queries: list[Select[str, str]] = [
        select(literal(name), column("version_num", String)).select_from(
            table(f"{VERSION_TABLE}{name}")
        )
        for name in names
    ]
    found: dict[str, str | None] = dict.fromkeys(names)
    if queries:
        found |= {row[0]: row[1] for row in connection.execute(union_all(*queries))}
    return found


def revision_of(connection: Connection, owner: Owner) -> str | None:
    """The owner's revision as seen inside this transaction, None before its first."""
    if not inspect(connection).has_table(owner.version_table):
        return None
    return revisions_in(connection, [owner.name])[owner.name]
