# SPDX-License-Identifier: Apache-2.0
"""Recurring jobs run when they are due, once, by one worker."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from balaikota.kernel.events.models import JobRun, StoredEvent
from balaikota.kernel.events.recurring import LONGEST, every_job, run_due_jobs
from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.http.models import RememberedAnswer


@pytest.fixture
def last_error(runtime):
    def of(name: str) -> str | None:
        with runtime.database.read() as session:
            return session.scalar(select(JobRun.last_error).where(JobRun.name == name))

    return of


@pytest.fixture
def count(runtime):
    def rows(model: type) -> int:
        with runtime.database.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    return rows


def test_a_new_job_runs_at_once_and_then_when_it_is_due(runtime, choir, clock):
    assert run_due_jobs(runtime) == len(every_job(runtime))
    assert run_due_jobs(runtime) == 0
    clock.advance(minutes=59)
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"]
    clock.advance(minutes=1)
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"] * 2


def test_a_job_that_is_overdue_by_days_runs_once(runtime, choir, clock):
    run_due_jobs(runtime)
    clock.advance(days=3)
    run_due_jobs(runtime)
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"] * 2


def test_a_job_that_fails_is_noted_without_its_words_and_stops_no_other(runtime, choir, last_error):
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"]
    assert last_error("choir.rehearse") is None
    assert last_error("choir.tune").startswith("RuntimeError at ")
    assert "081234567890" not in last_error("choir.tune")


def test_two_workers_do_not_run_a_job_twice(runtime, choir, in_parallel):
    in_parallel(lambda: run_due_jobs(runtime), 4)
    assert choir.jobs_run == ["rehearse"]


def test_a_job_that_still_runs_is_not_begun_again(runtime, choir, clock):
    def dawdle(_runtime: object) -> None:
        clock.advance(hours=2, minutes=-111)
        again = threading.Thread(target=run_due_jobs, args=(runtime,))
        again.start()
        again.join()

    choir.acts["rehearse"] = dawdle
    for job in every_job(runtime):
        object.__setattr__(job, "every", timedelta(minutes=1))
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"]


def test_a_job_whose_worker_was_killed_is_begun_again(runtime, choir, clock):
    with runtime.database.write() as session:
        session.execute(insert(JobRun).values(name="choir.rehearse", began_at=session.now()))
    clock.advance(hours=1, seconds=-1)
    run_due_jobs(runtime)
    assert choir.jobs_run == []
    clock.advance(seconds=1 + LONGEST.total_seconds())
    run_due_jobs(runtime)
    assert choir.jobs_run == ["rehearse"]


def test_remembered_answers_are_forgotten_after_their_published_time(runtime, clock, count):
    with runtime.database.write() as session:
        session.execute(
            insert(RememberedAnswer).values(
                principal="-", key="k", fingerprint=b"f", answer=b"a", created_at=session.now()
            )
        )
    clock.advance(hours=72)
    run_due_jobs(runtime)
    assert count(RememberedAnswer) == 1
    clock.advance(hours=1)
    run_due_jobs(runtime)
    assert count(RememberedAnswer) == 0


def test_told_events_are_forgotten_after_a_month_and_dead_ones_kept(runtime, sing, clock, count):
    sing("rayuan", "hopeless")
    deliver_once(runtime)
    clock.advance(days=31)
    run_due_jobs(runtime)
    assert count(StoredEvent) == 1
