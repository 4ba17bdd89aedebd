# SPDX-License-Identifier: Apache-2.0
"""What a listener hears, and what happens when it fails."""

from __future__ import annotations

import os
import signal
import time

from structlog.testing import capture_logs

from balaikota.kernel.events import announce
from balaikota.kernel.events.dead_letters import orphans, replay
from balaikota.kernel.events.queue import LEASE, MOST_ATTEMPTS
from balaikota.kernel.events.worker import deliver_once

TWO_DAYS = 48


def fail_for_good(runtime, clock):
    for _ in range(MOST_ATTEMPTS):
        deliver_once(runtime)
        clock.advance(hours=TWO_DAYS)


def deliver_soon(runtime) -> int:
    """Deliver as soon as PostgreSQL has noticed that the killed worker's connection is gone."""
    for _ in range(500):
        if done := deliver_once(runtime):
            return done
        time.sleep(0.01)
    return 0


def die_while_delivering(runtime) -> None:
    """Deliver in a child process, which its handler kills."""
    child = os.fork()
    if child == 0:
        runtime.database.dispose(close=False)
        deliver_soon(runtime)
        os._exit(1)  # not reached: the handler killed us
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_a_listener_hears_an_event_once_and_the_payload_is_wiped(runtime, sing, heard, deliveries):
    sing("rayuan")
    assert deliveries() == [("choir", "new", 0, True)]
    assert deliver_once(runtime) == 1
    assert deliver_once(runtime) == 0
    assert heard() == ["rayuan"]
    assert deliveries() == [("choir", "done", 1, False)]


def test_an_event_that_is_rolled_back_is_never_heard(runtime, deliveries, song):
    with runtime.database.session(write=True) as session:
        announce(session, song(title="rayuan"))
        session.rollback()
    assert deliveries() == []
    with runtime.database.write() as session:
        announce(session, song(title="rayuan"))
    assert len(deliveries()) == 1


def test_what_a_failing_listener_wrote_is_undone(runtime, sing, heard, deliveries):
    sing("poison")
    assert deliver_once(runtime) == 1
    assert heard() == []
    assert deliveries() == [("choir", "new", 1, True)]


def test_a_failed_delivery_is_tried_again_after_a_growing_pause(runtime, sing, choir, heard, clock):
    sing("poison")
    deliver_once(runtime)
    clock.advance(seconds=3)
    assert deliver_once(runtime) == 0
    clock.advance(seconds=4)
    assert deliver_once(runtime) == 1
    clock.advance(seconds=14)
    assert deliver_once(runtime) == 0
    choir.acts.clear()
    clock.advance(seconds=12)
    assert deliver_once(runtime) == 1
    assert heard() == ["poison"]


def test_a_poison_event_does_not_hold_up_the_others(runtime, sing, heard):
    sing("poison", "rayuan", "poison", "bengawan")
    assert deliver_once(runtime) == 4
    assert heard() == ["bengawan", "rayuan"]


def test_a_delivery_that_always_fails_is_given_up_and_logged_without_its_words(
    runtime, sing, deliveries, clock
):
    sing("poison")
    with capture_logs() as logs:
        fail_for_good(runtime, clock)
    assert deliveries() == [("choir", "dead", MOST_ATTEMPTS, True)]
    assert [line["event"] for line in logs].count("delivery_dead") == 1
    assert logs[-1]["error"].startswith("RuntimeError at ")
    assert "081234567890" not in str(logs)


def test_a_dead_letter_is_delivered_after_a_replay(runtime, sing, choir, heard, clock, deliveries):
    sing("poison")
    fail_for_good(runtime, clock)
    choir.acts.clear()
    assert deliver_once(runtime) == 0
    with runtime.database.write() as session:
        assert len(replay(session)) == 1
    assert deliver_once(runtime) == 1
    assert heard() == ["poison"]
    assert deliveries() == [("choir", "done", 1, False)]


def test_a_listener_that_says_so_is_given_up_at_once(runtime, sing, deliveries):
    sing("hopeless")
    deliver_once(runtime)
    assert deliveries() == [("choir", "dead", 1, True)]


def test_a_secret_is_wiped_when_its_delivery_is_given_up(runtime, sing, deliveries):
    sing("hopeless", secret=True)
    deliver_once(runtime)
    assert deliveries() == [("choir", "dead", 1, False)]
    with runtime.database.write() as session:
        assert replay(session) == []


def test_a_secret_that_has_expired_is_wiped_unheard(runtime, sing, heard, deliveries, clock):
    sing("rayuan", secret=True)
    clock.advance(minutes=11)
    deliver_once(runtime)
    assert heard() == []
    assert deliveries() == [("choir", "dead", 1, False)]


def test_the_delivery_of_a_killed_worker_returns_when_its_lease_ends(
    runtime, sing, choir, heard, clock
):
    sing("killer")
    die_while_delivering(runtime)
    assert deliver_once(runtime) == 0
    choir.acts.clear()
    clock.advance(seconds=LEASE.total_seconds())
    assert deliver_once(runtime) == 0
    clock.advance(seconds=7)
    assert deliver_soon(runtime) == 1
    assert heard() == ["killer"]


def test_an_event_that_kills_its_worker_each_time_holds_up_nobody_and_is_given_up(
    runtime, sing, heard, clock, deliveries
):
    sing("killer", "rayuan")
    die_while_delivering(runtime)
    assert deliver_once(runtime) == 1
    assert heard() == ["rayuan"]
    for _ in range(MOST_ATTEMPTS - 1):
        clock.advance(hours=TWO_DAYS)
        die_while_delivering(runtime)
    clock.advance(hours=TWO_DAYS)
    deliver_soon(runtime)
    assert deliveries()[0] == ("choir", "dead", MOST_ATTEMPTS + 1, True)


def test_the_payload_stays_until_the_last_listener_has_heard(
    opened, choir, audience, runtime, heard, deliveries, clock, sing_to
):
    with opened(choir, audience) as city:
        audience.act = choir.acts["poison"]
        sing_to(city, "rayuan")
        deliver_once(city)
        assert sorted(deliveries()) == [("audience", "new", 1, True), ("choir", "done", 1, True)]
        audience.act = choir.acts.get("nothing", lambda _session: None)
        clock.advance(seconds=10)
        deliver_once(city)
    assert heard("audience") == heard("choir") == ["rayuan"]
    assert {payload for _l, _s, _a, payload in deliveries()} == {False}


def test_a_listener_that_is_not_enabled_hears_it_when_it_is_again(
    opened, choir, audience, runtime, heard, deliveries, clock, sing_to
):
    with opened(choir, audience) as city:
        sing_to(city, "rayuan")
    clock.advance(hours=TWO_DAYS)
    assert deliver_once(runtime) == 1
    with runtime.database.read() as session:
        assert [(o.event, o.listener, o.count) for o in orphans(session)] == [
            ("choir.song_sung", "audience", 1)
        ]
    assert heard("audience") == []
    with opened(choir, audience) as city:
        assert deliver_once(city) == 1
    assert heard("audience") == ["rayuan"]


def test_an_event_whose_announcer_is_not_enabled_waits(
    opened, choir, audience, runtime, heard, clock, sing_to
):
    with opened(choir, audience) as city:
        sing_to(city, "rayuan")
    with opened(audience) as city:
        clock.advance(hours=TWO_DAYS)
        assert deliver_once(city) == 0
        with city.database.read() as session:
            assert {o.listener for o in orphans(session)} == {"audience", "choir"}
    with opened(choir, audience) as city:
        assert deliver_once(city) == 2


def test_a_plugin_that_stopped_listening_is_not_told(
    opened, choir, runtime, sing, heard, deliveries
):
    sing("rayuan")
    choir.listens = ()
    deliver_once(runtime)
    assert heard() == []
    assert deliveries() == [("choir", "done", 1, False)]
