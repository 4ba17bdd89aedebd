# SPDX-License-Identifier: Apache-2.0
"""A throw-away PostgreSQL for one test run, shared by all its processes.

One process *owns* the run's directory (:func:`run_directory`); it and any other process of the run
may *join* (:func:`join_cluster`): the first to do so starts the server, and all get the same one.
The owner's end stops the server and removes its files. An owner that was killed cannot do that, so
every start first sweeps what dead owners left behind.

``BALAIKOTA_TEST_POSTGRES=<URL of a superuser>`` names another server to use instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from balaikota.testing.postgres_server import (
    NoPostgres,
    installed_binaries,
    start_server,
    stop_server,
)

ANOTHER_SERVER = "BALAIKOTA_TEST_POSTGRES"
OWNER_ROLE = "balaikota_test_owner"
APPLICATION_ROLE = "balaikota_test_application"


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """How to reach one database: ``url`` as the application role, ``owner_url`` as table owner."""

    url: str
    owner_url: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server, seen by its superuser.

    ``prefix`` goes before the name of each database, so that runs which share a server named by
    ``BALAIKOTA_TEST_POSTGRES`` do not meet; it is empty on a server of our own.
    """

    admin_url: str
    prefix: str = ""

    def create_database(self, name: str, template: str | None = None) -> DatabaseUrls:
        """Create database ``name``, owned by the owner role, and return how to reach it.

        ``template`` names a database made earlier, which is copied; nobody may be connected to it.
        The application role may connect, and gets no right on any table: granting is the
        migrator's work.
        """
        copied = sql.SQL("template0") if template is None else self._identifier(template)
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        self._execute(statement.format(self._identifier(name), sql.Identifier(OWNER_ROLE), copied))
        return DatabaseUrls(self._url(name, APPLICATION_ROLE), self._url(name, OWNER_ROLE))

    def drop_database(self, name: str) -> None:
        """Remove database ``name`` if it exists, disconnecting whoever is still in it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(statement.format(self._identifier(name)))

    def drop_own_databases(self) -> None:
        """Remove the databases that this run made on a server that it shares with others."""
        if not self.prefix:
            raise ValueError("without a prefix every database would be taken for our own")
        with self._connect() as connection:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            names = [row[0] for row in connection.execute(query, [self.prefix])]
        for name in names:
            self.drop_database(name.removeprefix(self.prefix))

    def create_roles(self) -> None:
        """Create the owner and the application role; where they exist, renew their passwords."""
        for role in (OWNER_ROLE, APPLICATION_ROLE):
            names = {"role": sql.Identifier(role), "password": sql.Literal(self._password(role))}
            # It may exist from an earlier run, or from one that creates it at this moment.
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                self._execute(sql.SQL("CREATE ROLE {role}").format(**names))
            self._execute(sql.SQL("ALTER ROLE {role} LOGIN PASSWORD {password}").format(**names))

    def _identifier(self, name: str) -> sql.Identifier:
        return sql.Identifier(self.prefix + name)

    def _password(self, role: str) -> str:
        # Derived, so that every process of every run that shares the server knows it.
        return hashlib.sha256(f"{role} {self.admin_url}".encode()).hexdigest()[:32]

    def _url(self, name: str, role: str) -> str:
        url = make_url(self.admin_url).set(
            drivername="postgresql+psycopg",
            username=role,
            password=self._password(role),
            database=self.prefix + name,
        )
        return url.render_as_string(hide_password=False)

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        url = make_url(self.admin_url).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)


def reason_for_absence() -> str | None:
    """Why no PostgreSQL can be had on this machine, or ``None`` when it can."""
    if os.environ.get(ANOTHER_SERVER) or installed_binaries() is not None:
        return None
    return f"PostgreSQL's server is not installed and {ANOTHER_SERVER} names no other"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster for a single process: owned, joined, and stopped at the end of the block."""
    with run_directory() as directory:
        yield join_cluster(directory)


@contextmanager
def run_directory() -> Iterator[Path]:
    """Own a directory in which the processes of one test run find their server.

    Costs no more than making the directory: the server starts when somebody joins. At the end of
    the block it is stopped and the directory removed.
    """
    with ExitStack() as until_the_end:
        with _locked(_shelf() / "sweep.lock"):  # so that no sweep meets the directory half-made
            directory = Path(tempfile.mkdtemp(prefix="run-", dir=_shelf()))
            directory.chmod(0o711)  # the server's user must reach its folder, and list nothing
            until_the_end.enter_context(_locked(directory / "owner.lock"))
        until_the_end.callback(_dissolve, directory)
        yield directory


def join_cluster(directory: Path) -> Cluster:
    """The server of this run's ``directory``, started unless a process of the run has done so.

    Raises :class:`NoPostgres` when there is nothing to start.
    """
    record = directory / "cluster.json"
    with _locked(directory / "start.lock"):
        if not record.exists():
            _sweep()
            cluster = _named_server(directory) or Cluster(start_server(directory / "server"))
            cluster.create_roles()
            record.touch(mode=0o600)
            record.write_text(json.dumps(asdict(cluster)), encoding="utf-8")
        return _recorded(record)


def _named_server(directory: Path) -> Cluster | None:
    url = os.environ.get(ANOTHER_SERVER)
    # The directory's name is unique on this machine; the machine's name makes it so among several.
    run = hashlib.sha256(f"{socket.gethostname()} {directory}".encode()).hexdigest()[:12]
    return Cluster(url, prefix=f"run{run}_") if url else None


def _recorded(record: Path) -> Cluster:
    return Cluster(**json.loads(record.read_text(encoding="utf-8")))


def _shelf() -> Path:
    """This user's folder for the directories of test runs, in the system's temporary folder."""
    shelf = Path(tempfile.gettempdir()) / f"balaikota-postgres-{os.geteuid()}"
    shelf.mkdir(mode=0o711, exist_ok=True)
    if shelf.stat().st_uid != os.geteuid():
        raise NoPostgres(f"{shelf} belongs to somebody else")
    return shelf


@contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of file ``path``; the kernel frees it when its holder dies, however it dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _sweep() -> None:
    """Dissolve the directories whose owner died without doing so: their lock is free."""
    with _locked(_shelf() / "sweep.lock"):
        for directory in _shelf().glob("run-*"):
            try:
                with _locked(directory / "owner.lock", wait=False):
                    _dissolve(directory)
            except (BlockingIOError, FileNotFoundError, psycopg.OperationalError):
                continue  # its owner lives, has just removed it, or its named server is gone


def _dissolve(directory: Path) -> None:
    record = directory / "cluster.json"
    try:
        stop_server(directory / "server")
        if record.exists() and (cluster := _recorded(record)).prefix:
            cluster.drop_own_databases()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
