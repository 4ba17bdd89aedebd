# SPDX-License-Identifier: Apache-2.0
"""The worker as it really runs, and the commands about what it could not deliver."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from structlog.testing import capture_logs

from balaikota.kernel.db.engine import open_engine
from balaikota.kernel.events.cli import commands
from balaikota.kernel.events.worker import deliver_once, run_worker


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether ``condition`` becomes true within ten seconds."""
    end = time.monotonic() + 10
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def working(runtime) -> Iterator[None]:
    stop = threading.Event()
    options = {"stop": stop, "poll_seconds": 0.02}
    worker = threading.Thread(target=run_worker, args=(runtime,), kwargs=options)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=10)
    assert not worker.is_alive()


@pytest.fixture
def told(runtime) -> Callable[..., str]:
    """Runs ``balaikota events …`` and returns what it prints."""

    def run(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(commands, arguments, obj=runtime)
        assert result.exit_code == status, result.output
        return result.output

    return run


def test_a_worker_delivers_sends_and_runs_jobs_until_it_is_stopped(
    runtime, sing, order, choir, heard
):
    with working(runtime):
        sing("rayuan")
        order("kaset")
        assert eventually(lambda: heard() == ["rayuan"])
        assert eventually(lambda: choir.sent == ["kaset"])
        assert eventually(lambda: choir.jobs_run == ["rehearse"])


def test_a_slow_sender_does_not_hold_up_listeners(runtime, sing, order, choir, heard):
    released = threading.Event()
    choir.acts["kaset"] = lambda _session: released.wait(timeout=20)
    with working(runtime):
        order("kaset")
        sing("rayuan")
        try:
            assert eventually(lambda: heard() == ["rayuan"])
            assert choir.sent == []
        finally:
            released.set()
    assert choir.sent == ["kaset"]


def test_a_worker_outlives_a_database_that_fails(runtime, sing, heard):
    owner = open_engine(runtime.database.owner_url, pooled=False).execution_options(write=True)
    rename = "ALTER TABLE {} RENAME TO {}"
    sing("rayuan")
    with owner.begin() as connection:
        connection.execute(text(rename.format("kernel_delivery", "kernel_elsewhere")))
    with capture_logs() as logs, working(runtime):
        assert eventually(lambda: "worker_interrupted" in {line["event"] for line in logs})
        with owner.begin() as connection:
            connection.execute(text(rename.format("kernel_elsewhere", "kernel_delivery")))
        assert eventually(lambda: heard() == ["rayuan"])


def test_the_operator_sees_what_died_and_lets_it_be_tried_again(runtime, sing, choir, told, heard):
    sing("hopeless")
    deliver_once(runtime)
    listed = told("dead")
    assert "choir.song_sung -> choir  1 attempts: the address does not exist" in listed
    choir.acts.clear()
    assert told("replay", listed.split()[0]) == "1 will be tried again.\n"
    deliver_once(runtime)
    assert heard() == ["hopeless"]
    assert told("dead") == "Everything was delivered.\n"


def test_the_operator_replays_everything_at_once(runtime, sing, told):
    sing("hopeless", "hopeless")
    deliver_once(runtime)
    assert told("replay", "--all") == "2 will be tried again.\n"


def test_the_operator_is_told_that_a_wiped_delivery_cannot_be_replayed(runtime, sing, told):
    sing("hopeless", secret=True)
    deliver_once(runtime)
    listed = told("dead")
    assert listed.endswith("[contents wiped]\n")
    name = listed.split()[0]
    assert f"not dead, or contents wiped: {name}" in told("replay", name, status=1)


def test_the_operator_must_say_what_to_replay(told):
    assert "Name deliveries" in told("replay", status=2)


def test_the_operator_sees_what_waits_for_a_plugin(opened, choir, audience, sing_to, told):
    with opened(choir, audience) as city:
        sing_to(city, "rayuan")
    assert "1 waiting: choir.song_sung -> audience (not enabled)" in told("dead")
