# SPDX-License-Identifier: Apache-2.0
"""Writers do not lose each other's work, reads are recorded, follow-ups wait for the commit."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from balaikota import record, record_read
from balaikota.kernel.audit import AuditUnavailable
from balaikota.kernel.audit.models import AuditEntry


@pytest.fixture
def counter(runtime, backend):
    """A number that many threads raise by one, by reading and writing it."""
    with runtime.database.write() as session:
        session.execute(
            text(
                "INSERT INTO kernel_job (name, began_at, last_error) VALUES ('n', CURRENT_TIMESTAMP, '0')"
            )
        )

    def raise_by_one(_number=None):
        with runtime.database.write() as session:
            lock = " FOR UPDATE" if runtime.database.is_postgres else ""
            now = session.scalar(text(f"SELECT last_error FROM kernel_job WHERE name = 'n'{lock}"))
            session.execute(
                text("UPDATE kernel_job SET last_error = :n WHERE name = 'n'"),
                {"n": str(int(now) + 1)},
            )

    return raise_by_one


def value(runtime):
    with runtime.database.read() as session:
        return int(session.scalar(text("SELECT last_error FROM kernel_job WHERE name = 'n'")))


def test_two_hundred_increments_are_two_hundred(runtime, counter):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(counter, range(200)))
    assert value(runtime) == 200


@pytest.mark.sqlite_only
def test_the_drivers_own_timing_does_lose_updates(runtime, counter):
    """The control: what SQLite's default transaction handling does to the same work."""
    path = runtime.database.url.database

    def careless(_number):
        connection = sqlite3.connect(path, timeout=5)
        with connection:
            now = connection.execute("SELECT last_error FROM kernel_job").fetchone()[0]
            connection.execute("UPDATE kernel_job SET last_error = ?", (str(int(now) + 1),))
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(careless, range(1200)))
    assert value(runtime) < 1200


def test_a_follow_up_runs_after_the_commit_and_its_failure_harms_nothing(runtime, backend):
    seen = []

    def look(opened):
        with opened.database.read() as session:
            seen.append(session.scalar(select(AuditEntry.action)))
        raise RuntimeError("later")

    with runtime.database.write() as session:
        record(session, None, "probe.done", kind="probe.thing")
        session.on_commit(look)
        assert seen == []
    assert seen == ["probe.done"]


def test_a_rolled_back_unit_of_work_follows_nothing_up(runtime, backend):
    seen = []

    def fail_half_way():
        with runtime.database.write() as session:
            session.on_commit(seen.append)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert seen == []


def test_work_that_is_undone_to_a_savepoint_takes_its_follow_ups_along(runtime, backend):
    seen = []
    with runtime.database.write() as session:
        session.on_commit(lambda _runtime: seen.append("before"))
        savepoint = session.begin_nested()
        session.on_commit(lambda _runtime: seen.append("undone"))
        savepoint.rollback()
        with session.begin_nested():
            session.on_commit(lambda _runtime: seen.append("kept"))
    assert seen == ["before", "kept"]


def test_a_look_is_recorded_although_the_request_only_reads(runtime, backend):
    with runtime.database.read() as session:
        record_read(session, None, "probe.seen", kind="probe.thing")
    with runtime.database.read() as session:
        assert session.scalars(select(AuditEntry.is_read)).all() == [True]


@pytest.mark.sqlite_only
def test_a_look_that_cannot_be_recorded_is_refused(runtime, backend):
    with runtime.database.write() as session:
        session.execute(text("ALTER TABLE kernel_audit RENAME TO kernel_audit_away"))
    with runtime.database.read() as session, pytest.raises(AuditUnavailable):
        record_read(session, None, "probe.seen", kind="probe.thing")
