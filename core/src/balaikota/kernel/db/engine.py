# SPDX-License-Identifier: Apache-2.0
"""Engines and sessions. SQLite's defaults silently lose updates; the settings here are measured (docs: database)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from balaikota.kernel.db.session import Session

if TYPE_CHECKING:
    from balaikota.kernel.runtime import Runtime

BUSY_TIMEOUT_MS = 5000
POSTGRES_OPTIONS = (
    "-c statement_timeout=15000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=60000 "
    "-c timezone=UTC -c jit=off"
)


class Database:
    """The city's database through the application role; the owner role (migrations) is opened apart.

    ``url`` is an SQLAlchemy URL; ``owner_url`` defaults to it.
    """

    def __init__(self, runtime: Runtime, url: str, owner_url: str | None = None) -> None:
        self.url = make_url(url)
        self.owner_url = make_url(owner_url or url)
        self.engine = open_engine(self.url)
        self._runtime = runtime
        reading = self.engine
        if self.is_postgres:
            # One round trip instead of three for a read: nothing here needs a snapshot over statements.
            reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._binds = {False: reading, True: self.engine.execution_options(write=True)}

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL; SQLite otherwise."""
        return self.url.get_backend_name() == "postgresql"

    def session(self, *, write: bool) -> Session:
        """Open a session; its first statement begins the transaction (``BEGIN IMMEDIATE`` for SQLite writers)."""
        return Session(
            runtime=self._runtime, writable=write, bind=self._binds[write], expire_on_commit=False
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that refuses to write."""
        with self.session(write=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end of the block and rolls back on any error. For edges: CLI, jobs, worker."""
        with self.session(write=True) as session:
            yield session
            session.commit_and_follow_up()

    def check(self) -> None:
        """Raise unless the database answers; for ``/readyz``."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self, *, close: bool = True) -> None:
        """Forget pooled connections; with ``close=False`` after a fork, where they belong to the parent."""
        self.engine.dispose(close=close)


def open_engine(url: URL, *, pooled: bool = True) -> Engine:
    """Make an engine with the settings that each backend needs. ``pooled=False`` for one-off commands."""
    options: dict[str, Any] = {} if pooled else {"poolclass": NullPool}
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, options)
    if pooled:
        options |= {
            "pool_size": 8,
            "max_overflow": 4,
            "pool_timeout": 5,
            "pool_recycle": 1800,
            "pool_pre_ping": False,
        }
    arguments = {"connect_timeout": 3, "options": POSTGRES_OPTIONS}
    return create_engine(
        url.set(drivername="postgresql+psycopg"), connect_args=arguments, **options
    )


def _sqlite(url: URL, options: dict[str, Any]) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}, **options
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = (
        None  # we say BEGIN ourselves: the driver's own timing loses updates
    )
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("write"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
