# SPDX-License-Identifier: Apache-2.0
"""The transaction in which one owner's tables change: through the owner role, alone, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from balaikota.kernel.db.engine import Database, open_engine
from balaikota.kernel.db.owners import MigrationError, Owner

WAIT_SECONDS = 120
"""How long another process may take that changes the same tables."""
LOCK_TIMEOUT = "4s"
"""How long a change waits for a table that requests use: while it waits, they queue behind it."""
STATEMENT_TIMEOUT = "60s"
"""How long one statement may hold such a table. A revision that needs more says ``SET LOCAL statement_timeout``."""


@contextmanager
def changing(database: Database, owner: Owner) -> Iterator[Connection]:
    """A transaction that holds the owner's lock; committed at the end of the block, undone on any error.

    On SQLite foreign keys are off inside (a table that is recreated would take the rows that refer to it along)
    and are checked before the commit. Raises :class:`MigrationError` when the database refuses.
    """
    engine = owner_engine(database)
    try:
        with engine.begin() as connection:
            if database.is_postgres:
                _lock(connection, owner)
            yield connection
            if not database.is_postgres:
                _check_foreign_keys(connection, owner)
    except DBAPIError as error:
        raise MigrationError(f"{owner.name}: {error.orig}") from error
    finally:
        engine.dispose()


def owner_engine(database: Database) -> Engine:
    """An engine of the owner role whose transactions may change tables."""
    engine = open_engine(database.owner_url, pooled=False)
    if not database.is_postgres:
        event.listen(engine, "connect", _for_changes)
    return engine.execution_options(write=True)


def _for_changes(connection: Any, _record: object) -> None:
    # Both must be said before BEGIN; SQLite ignores the first inside a transaction.
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")


def _lock(connection: Connection, owner: Owner) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    key = f"balaikota.migrate.{owner.name}"
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
    )
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))


def _check_foreign_keys(connection: Connection, owner: Owner) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        pairs = sorted({f"{row[0]} -> {row[2]}" for row in broken})
        raise MigrationError(
            f"{owner.name}: {len(broken)} rows would refer to nothing ({', '.join(pairs)}); undone"
        )
