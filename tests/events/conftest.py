# SPDX-License-Identifier: Apache-2.0
"""A choir that hears songs: the title of a song says what its listener does."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from balaikota.kernel.audit import record
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.contributions import Job
from balaikota.kernel.db import Session
from balaikota.kernel.events import Event, Undeliverable, announce
from balaikota.kernel.events.models import Delivery, StoredEvent
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.plugins import Plugins
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.settings import read_settings
from balaikota.kernel.settings_schema import SECTIONS
from balaikota.kernel.text import Text
from balaikota.testing.city import city_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SongSung(Event):
    """Somebody sang."""

    name = "choir.song_sung"

    title: str
    secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOrdered(Event):
    """A record is to be sent to somebody outside."""

    name = "choir.record_ordered"

    title: str
    secret: bool = False


class Choir(Plugin):
    """Announces songs, hears them itself, and sends records."""

    name = "choir"
    slug = "paduan-suara"
    title = Text("Paduan suara")
    events = (SongSung, RecordOrdered)
    listens = ("choir.song_sung",)
    sends = ("choir.record_ordered",)

    def __init__(self) -> None:
        self.acts: dict[str, Callable[[Any], None]] = {
            "poison": _poison,
            "killer": lambda _session: os.kill(os.getpid(), signal.SIGKILL),
            "hopeless": _hopeless,
        }
        self.sent: list[str] = []
        self.jobs_run: list[str] = []

    @hookimpl
    def on_event(self, session: Session, event: SongSung) -> None:
        """Write down that it was heard, then do what the title says."""
        record(session, None, "choir.song_heard", kind="choir.song", title=event.title)
        self.acts.get(event.title, _nothing)(session)

    @hookimpl
    def send_event(self, event: RecordOrdered) -> None:
        """Do what the title says, then note it as sent."""
        self.acts.get(event.title, _nothing)(None)
        self.sent.append(event.title)

    @hookimpl
    def jobs(self) -> list[Job]:
        """A rehearsal each hour."""
        return [
            Job("choir.rehearse", timedelta(hours=1), self._rehearse),
            Job("choir.tune", timedelta(hours=1), lambda _runtime: _poison(None)),
        ]

    def _rehearse(self, runtime: Runtime) -> None:
        self.jobs_run.append("rehearse")
        self.acts.get("rehearse", _nothing)(runtime)


class Audience(Plugin):
    """Hears the choir's songs, too."""

    name = "audience"
    slug = "hadirin"
    title = Text("Hadirin")
    listens = ("choir.song_sung",)

    def __init__(self) -> None:
        self.act: Callable[[Session], None] = _nothing

    @hookimpl
    def on_event(self, session: Session, event: SongSung) -> None:
        """Write down that it was heard here, too."""
        record(session, None, "audience.song_heard", kind="choir.song", title=event.title)
        self.act(session)


def _nothing(_session: object) -> None:
    """Most songs do no harm."""


def _poison(_session: object) -> None:
    raise RuntimeError("rahasia 081234567890")


def _hopeless(_session: object) -> None:
    raise Undeliverable("the address does not exist")


Opened = Callable[..., AbstractContextManager[Runtime]]


@pytest.fixture
def choir() -> Choir:
    return Choir()


@pytest.fixture
def audience() -> Audience:
    return Audience()


@pytest.fixture
def opened(backend, databases, clock, tmp_path) -> Iterator[Opened]:
    """Opens the same city, as often as wanted, with these plugins and no feature of the core."""
    values = city_settings(tmp_path, enabled=[])
    with databases.copy(backend, values, tmp_path) as urls:

        @contextmanager
        def open_with(*plugins: Plugin) -> Iterator[Runtime]:
            database = {"url": urls.url, "owner_url": urls.owner_url}
            kernels = {name: values[name] for name in SECTIONS & values.keys()}
            settings = read_settings(kernels | {"database": database}, environ={}, folder=tmp_path)
            city = Runtime(settings, Plugins((), plugins, {}), clock=clock)
            yield city
            city.database.dispose()

        yield open_with


@pytest.fixture
def runtime(opened, choir) -> Iterator[Runtime]:
    """A city with the choir alone."""
    with opened(choir) as city:
        yield city


@pytest.fixture
def song() -> type[SongSung]:
    return SongSung


@pytest.fixture
def sing_to():
    """Announces one song for each title in a city."""

    def announced(city: Runtime, *titles: str, secret: bool = False) -> None:
        with city.database.write() as session:
            for title in titles:
                announce(session, SongSung(title=title, secret=secret))

    return announced


@pytest.fixture
def sing(runtime, sing_to):
    """Announces songs in the city with the choir alone."""
    return partial(sing_to, runtime)


@pytest.fixture
def order(runtime):
    """Orders one record for each title."""

    def announced(*titles: str, secret: bool = False) -> None:
        with runtime.database.write() as session:
            for title in titles:
                announce(session, RecordOrdered(title=title, secret=secret))

    return announced


@pytest.fixture
def heard(runtime):
    """Titles that a listener has heard, sorted."""

    def titles(listener: str = "choir") -> list[str]:
        with runtime.database.read() as session:
            query = select(AuditEntry.details).where(AuditEntry.action == f"{listener}.song_heard")
            return sorted(details["title"] for details in session.scalars(query))

    return titles


@pytest.fixture
def deliveries(runtime):
    """What the outbox holds: (listener, state, attempts, whether the payload is there), oldest first."""

    def rows() -> list[tuple[str, str, int, bool]]:
        query = (
            select(
                Delivery.listener,
                Delivery.state,
                Delivery.attempts,
                StoredEvent.payload.is_not(None),
            )
            .join(StoredEvent, StoredEvent.id == Delivery.event_id)
            .order_by(Delivery.id)
        )
        with runtime.database.read() as session:
            return [tuple(row) for row in session.execute(query)]

    return rows


@pytest.fixture
def in_parallel():
    """Runs the same work in several threads at once; raises what one of them raised."""

    def run(work: Callable[[], None], threads: int) -> None:
        errors: list[Exception] = []
        start = threading.Barrier(threads)

        def begin() -> None:
            start.wait()
            try:
                work()
            except Exception as error:  # noqa: BLE001 - raised again below
                errors.append(error)

        started = [threading.Thread(target=begin) for _ in range(threads)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()
        for error in errors:
            raise error

    return run
