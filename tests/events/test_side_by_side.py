# SPDX-License-Identifier: Apache-2.0
"""Several workers at once: nothing is delivered twice at the same time, nothing is left."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy import text

from balaikota.kernel.events.queue import LEASE
from balaikota.kernel.events.worker import deliver_once

EVENTS = 200


def deliver_everything(runtime):
    while deliver_once(runtime):
        pass


def test_four_workers_deliver_two_hundred_events_once_each(
    runtime, sing, heard, deliveries, in_parallel
):
    sing(*(f"{number:03}" for number in range(EVENTS)))
    in_parallel(lambda: deliver_everything(runtime), 4)
    assert heard() == [f"{number:03}" for number in range(EVENTS)]
    assert set(deliveries()) == {("choir", "done", 1, False)}


def test_two_workers_send_each_record_once(runtime, order, choir, in_parallel):
    order(*(f"{number:03}" for number in range(EVENTS)))
    in_parallel(lambda: deliver_everything(runtime), 2)
    assert Counter(choir.sent) == {f"{number:03}": 1 for number in range(EVENTS)}


def test_the_last_two_listeners_at_once_wipe_the_payload(
    opened, choir, audience, sing_to, deliveries, in_parallel, backend
):
    if backend == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    both_heard = threading.Barrier(2)
    choir.acts["rayuan"] = audience.act = lambda _session: both_heard.wait(timeout=10)
    with opened(choir, audience) as city:
        sing_to(city, "rayuan")
        in_parallel(lambda: deliver_once(city), 2)
    assert deliveries() == [
        ("choir", "done", 1, False),
        ("audience", "done", 1, False),
    ]


def test_a_listener_slower_than_its_lease_is_not_told_twice(
    runtime, sing, choir, heard, deliveries, clock, backend
):
    if backend == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    others: list[int] = []

    def dawdle(_session: object) -> None:
        clock.advance(seconds=2 * LEASE.total_seconds())
        others.append(deliver_once(runtime))

    choir.acts["rayuan"] = dawdle
    sing("rayuan")
    assert deliver_once(runtime) == 1
    assert others == [0]
    assert heard() == ["rayuan"]
    assert deliveries() == [("choir", "done", 1, False)]


def test_a_sender_slower_than_its_lease_leaves_the_mark_to_who_took_over(
    runtime, order, choir, deliveries, clock
):
    def dawdle(_session: object) -> None:
        choir.acts["kaset"] = choir.acts["poison"]
        clock.advance(seconds=2 * LEASE.total_seconds())
        assert deliver_once(runtime) == 1

    choir.acts["kaset"] = dawdle
    order("kaset")
    assert deliver_once(runtime) == 1
    assert deliveries() == [("choir", "new", 2, True)]


def test_no_transaction_is_open_while_an_event_is_sent_outside(
    runtime, order, choir, backend, deliveries
):
    states: list[str] = []

    def look(_session: object) -> None:
        with runtime.database.write() as session:
            session.execute(text("DELETE FROM kernel_job"))
            if backend == "postgres":
                idle = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                open_ones = session.scalar(text(f"{idle} AND state = 'idle in transaction'"))
                states.append(f"{open_ones} open")

    choir.acts["kaset"] = look
    order("kaset")
    deliver_once(runtime)
    assert choir.sent == ["kaset"]
    assert states == (["0 open"] if backend == "postgres" else [])
    assert deliveries() == [("choir", "done", 1, False)]
