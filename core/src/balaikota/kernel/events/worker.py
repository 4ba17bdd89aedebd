# SPDX-License-Identifier: Apache-2.0
"""The worker: tells listeners what happened, carries messages outside, runs recurring jobs.

Three threads, so that a slow mail server delays neither listeners nor jobs. Any number of workers may run
beside each other, on one machine or several: the database decides who has what.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import structlog

from balaikota.kernel.events.event import Undeliverable
from balaikota.kernel.events.outbox import read_event
from balaikota.kernel.events.queue import (
    MOST_ATTEMPTS,
    Lane,
    Taken,
    bury,
    finish,
    has_expired,
    hold,
    postpone,
    something_waits,
    take,
)
from balaikota.kernel.events.recurring import run_due_jobs
from balaikota.kernel.events.traces import trace_of
from balaikota.kernel.runtime import Runtime

LONGEST_PAUSE_SECONDS = 30.0
BATCH = 20
JOBS_POLL = 10

log = structlog.get_logger(__name__)


def run_worker(runtime: Runtime, *, stop: threading.Event, poll_seconds: float = 0.5) -> None:
    """Work until ``stop`` is set; what was begun by then is finished first.

    ``poll_seconds`` is how often the threads for listeners and channels look when nothing waited; jobs are looked
    at a tenth as often. A database that is down is asked again, at growing intervals.
    """
    lanes: dict[str, tuple[Callable[[], int], float]] = {
        "listeners": (partial(_deliver, runtime, "inside", BATCH), poll_seconds),
        "channels": (
            partial(_deliver, runtime, "outside", 1),
            poll_seconds,
        ),  # slow: ask for the stop each time
        "jobs": (partial(run_due_jobs, runtime), poll_seconds * JOBS_POLL),
    }
    threads = [
        threading.Thread(target=_repeat, args=(work, stop, poll), name=name)
        for name, (work, poll) in lanes.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def deliver_once(runtime: Runtime, limit: int = 20) -> int:
    """Handle at most ``limit`` deliveries that are due now, of both kinds; return how many were begun.

    For tests and ``balaikota worker --once``. What a handler announces is delivered in the same call.
    """
    return _deliver(runtime, None, limit)


def _repeat(work: Callable[[], int], stop: threading.Event, poll_seconds: float) -> None:
    pause = poll_seconds
    while not stop.is_set():
        try:
            done = work()
            pause = poll_seconds
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever its database does
            log.error("worker_interrupted", error=trace_of(error))  # noqa: TRY400 - no values
            done, pause = 0, min(pause * 2, LONGEST_PAUSE_SECONDS)
        if not done:
            stop.wait(pause)


def _deliver(runtime: Runtime, lane: Lane | None, limit: int) -> int:
    with runtime.database.read() as session:
        if not something_waits(session, lane):
            return 0
    for count in range(limit):
        with runtime.database.write() as session:
            taken = take(session, lane)
        if taken is None:
            return count
        _attempt(runtime, taken)
    return limit


def _attempt(runtime: Runtime, taken: Taken) -> None:
    if taken.attempt > MOST_ATTEMPTS:
        _give_up(runtime, taken, "it ended the worker each time")
        return
    if has_expired(taken, runtime.now()):
        _give_up(runtime, taken, "its code has expired")
        return
    try:
        if taken.event_name in runtime.plugins[taken.listener].sends:
            _send(runtime, taken)
        else:
            _tell(runtime, taken)
    except Undeliverable as error:
        _give_up(runtime, taken, str(error))
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not stop the others
        _fail(runtime, taken, trace_of(error))


def _tell(runtime: Runtime, taken: Taken) -> None:
    """Let the listener hear it: its work and the mark that it has heard are one transaction."""
    plugin = runtime.plugins[taken.listener]
    with runtime.database.write() as session:
        if not hold(session, taken):
            return
        session.request_id = str(taken.event_id)
        if taken.event_name in plugin.listens:
            event = read_event(session, taken.event_id)
            runtime.plugins.call(plugin, "on_event", session=session, event=event)
        session.flush()
        finish(session, taken)


def _send(runtime: Runtime, taken: Taken) -> None:
    """Carry it outside, with no transaction open; then mark it."""
    with runtime.database.read() as session:
        event = read_event(session, taken.event_id)
    runtime.plugins.call(runtime.plugins[taken.listener], "send_event", event=event)
    with runtime.database.write() as session:
        finish(session, taken)


def _fail(runtime: Runtime, taken: Taken, reason: str) -> None:
    if taken.attempt >= MOST_ATTEMPTS or has_expired(taken, runtime.now()):
        _give_up(runtime, taken, reason)
        return
    with runtime.database.write() as session:
        postpone(session, taken, reason)
    log.warning("delivery_failed", **_names(taken), error=reason)


def _give_up(runtime: Runtime, taken: Taken, reason: str) -> None:
    with runtime.database.write() as session:
        if not bury(session, taken, reason):
            return
    log.error("delivery_dead", **_names(taken), error=reason)


def _names(taken: Taken) -> dict[str, object]:
    return {
        "delivery": str(taken.id),
        "announced": taken.event_name,
        "listener": taken.listener,
        "attempt": taken.attempt,
    }
