# SPDX-License-Identifier: Apache-2.0
"""Recurring jobs: each is run by one worker at a time, and once however long it is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from balaikota.kernel.contributions import Job
from balaikota.kernel.db import Session
from balaikota.kernel.events.dead_letters import report_orphans
from balaikota.kernel.events.models import Delivery, JobRun, StoredEvent
from balaikota.kernel.events.traces import trace_of
from balaikota.kernel.runtime import Runtime

LONGEST: Final = timedelta(minutes=10)  # a run that has not ended by then is taken for killed
KEPT: Final = timedelta(days=30)

log = structlog.get_logger(__name__)


def every_job(runtime: Runtime) -> list[Job]:
    """The kernel's own jobs and those of plugins."""
    return [*_kernel_jobs(), *(job for _plugin, job in runtime.plugins.collect("jobs"))]


def run_due_jobs(runtime: Runtime) -> int:
    """Run each job that is due and that no other worker runs; return how many were run."""
    with runtime.database.read() as session:
        runs = {run.name: run for run in session.scalars(select(JobRun))}
        due = [job for job in every_job(runtime) if _is_due(session, job, runs.get(job.name))]
    return sum(_run(runtime, job) for job in due)


def forget_told_events(runtime: Runtime) -> None:
    """Delete events that every listener has heard 30 days ago. Dead letters stay until they are replayed."""
    unfinished = exists().where(Delivery.event_id == StoredEvent.id, Delivery.state != "done")
    with runtime.database.write() as session:
        old = StoredEvent.created_at < session.now() - KEPT
        session.execute(delete(StoredEvent).where(old, ~unfinished))


def _kernel_jobs() -> Iterator[Job]:
    from balaikota.kernel.http.idempotency import forget_old_answers

    yield Job("kernel.forget_old_answers", timedelta(hours=1), forget_old_answers)
    yield Job("kernel.report_orphans", timedelta(days=1), report_orphans)
    yield Job("kernel.forget_told_events", timedelta(days=1), forget_told_events)


def _is_due(session: Session, job: Job, last: JobRun | None) -> bool:
    """A look without a lock; :func:`_begin` decides."""
    if last is None:
        return True
    now = session.now()
    over = last.finished_at is not None or last.began_at <= now - LONGEST
    return over and last.began_at <= now - job.every


def _run(runtime: Runtime, job: Job) -> bool:
    with runtime.database.write() as session:
        began = session.now()
        if not _begin(session, job):
            return False
    failure = None
    try:
        job.run(runtime)
    except Exception as error:  # noqa: BLE001 - one job must not stop the others
        failure = trace_of(error)
        log.error("job_failed", job=job.name, error=failure)  # noqa: TRY400 - no values
    with runtime.database.write() as session:
        _end(session, job, began, failure)
    return True


def _begin(session: Session, job: Job) -> bool:
    """Become the one who runs ``job``, in one statement; False when somebody else is, or has just been."""
    now = session.now()
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    free = or_(JobRun.finished_at.is_not(None), JobRun.began_at <= now - LONGEST)
    statement = (
        insert(JobRun)
        .values(name=job.name, began_at=now)
        .on_conflict_do_update(
            index_elements=[JobRun.name],
            set_={"began_at": now, "finished_at": None},
            where=and_(JobRun.began_at <= now - job.every, free),
        )
        .returning(JobRun.name)
    )
    return session.scalar(statement) is not None


def _end(session: Session, job: Job, began: datetime, failure: str | None) -> None:
    session.execute(
        update(JobRun)
        .where(JobRun.name == job.name, JobRun.began_at == began)
        .values(finished_at=session.now(), last_error=failure)
    )
