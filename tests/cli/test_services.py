# SPDX-License-Identifier: Apache-2.0
"""``balaikota serve`` and ``balaikota worker`` as an init system runs them."""

from __future__ import annotations

import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from balaikota.testing.installed import InstalledCity

pytestmark = pytest.mark.slow

# Longer than the 30 s that gunicorn gives a worker which was still starting when it was told to stop.
WAIT = 90

SLOW_PLUGIN = '''
import time
from datetime import timedelta
from pathlib import Path

from balaikota import PUBLIC, Job, Pages, Plugin, current_runtime, hookimpl, policy
from flask import Blueprint, request

pages = Blueprint("lambat", __name__)


@pages.get("/")
@policy(PUBLIC)
def wait():
    Path(request.args["begun"]).touch()
    time.sleep(2)
    return "selesai"


@pages.get("/dari")
@policy(PUBLIC)
def who():
    return f"{request.remote_addr} {request.scheme} {request.host}"


def beat(runtime):
    (Path(runtime.settings.files_path).parent / "beat").touch()


class Lambat(Plugin):
    """Takes its time."""

    name = "lambat"
    slug = "lambat"
    title = "Lambat"

    @hookimpl
    def web_blueprints(self):
        return [Pages(pages)]

    @hookimpl
    def jobs(self):
        return [Job("lambat.beat", timedelta(seconds=1), beat)]
'''


@pytest.fixture
def slow_plugin(tmp_path) -> Path:
    """A folder in which a plugin is installed whose page takes two seconds and whose job leaves a mark."""
    folder = tmp_path / "installed"
    told = folder / "lambat-1.0.dist-info"
    told.mkdir(parents=True)
    (folder / "bontang_lambat.py").write_text(SLOW_PLUGIN, "utf-8")
    metadata = "Metadata-Version: 2.1\nName: lambat\nVersion: 1.0\nRequires-Dist: balaikota\n"
    (told / "METADATA").write_text(metadata, "utf-8")
    entry = "[balaikota.plugins]\nlambat = bontang_lambat:Lambat\n"
    (told / "entry_points.txt").write_text(entry, "utf-8")
    return folder


@pytest.fixture
def city(urls, slow_plugin, tmp_path) -> InstalledCity:
    made = InstalledCity.make(tmp_path, urls, enabled=["lambat"], path=(slow_plugin,))
    made.run("db", "upgrade")
    return made


def get(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urlopen(Request(address, headers=headers)) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def until(happened, seconds=20):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_processes_do_not_share_connections(city):
    """What was opened before the fork is forgotten in each child."""
    with (
        city.serving("--workers", "2", "--threads", "4") as address,
        ThreadPoolExecutor(8) as pool,
    ):
        answers = list(pool.map(get, [f"{address}/readyz"] * 60))
    assert [status for status, _text in answers] == [200] * 60


def test_a_request_that_was_begun_is_finished_after_the_signal_to_stop(city, tmp_path):
    begun, answers = tmp_path / "begun", []
    with city.serving() as address:
        asking = threading.Thread(
            target=lambda: answers.append(get(f"{address}/lambat/?begun={begun}"))
        )
        asking.start()
        until(begun.exists)
    asking.join()
    assert answers == [(200, "selesai")]


@pytest.mark.sqlite_only
def test_a_worker_beside_the_server_runs_jobs(city, tmp_path):
    with city.serving("--with-worker"):
        until((tmp_path / "beat").exists)


@pytest.mark.sqlite_only
def test_without_it_the_server_runs_none(city, tmp_path):
    with city.serving() as address:
        get(f"{address}/healthz")
        time.sleep(2)
    assert not (tmp_path / "beat").exists()


@pytest.mark.sqlite_only
def test_forwarded_headers_count_only_from_proxies_that_the_settings_trust(city):
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with city.serving() as address:
        assert get(f"{address}/lambat/dari", **claims)[1].startswith("127.0.0.1 http ")
    source = city.settings.read_text("utf-8")
    trusting = source.replace("[server]", "[server]\ntrusted_proxies = 1")
    city.settings.write_text(trusting, "utf-8")
    with city.serving() as address:
        assert get(f"{address}/lambat/dari", **claims)[1].startswith("203.0.113.9 https ")


@pytest.mark.sqlite_only
def test_everything_that_is_logged_is_json(city, tmp_path):
    process = city.start("serve", "--bind", f"unix:{tmp_path}/socket", HOME=str(tmp_path))
    until((tmp_path / "socket").exists)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    printed, logged = process.communicate(timeout=WAIT)
    events = [json.loads(line)["event"] for line in logged.splitlines()]
    assert (process.returncode, printed) == (0, "")
    assert any(event.startswith("Listening at") for event in events)
    assert not list(tmp_path.rglob("*gunicorn*"))  # no control socket


@pytest.mark.sqlite_only
def test_tables_that_are_behind_are_logged_at_the_start(urls, slow_plugin, tmp_path):
    fresh = InstalledCity.make(tmp_path, urls, enabled=["lambat"], path=(slow_plugin,))
    process = fresh.start("serve", "--bind", f"unix:{tmp_path}/socket")
    until((tmp_path / "socket").exists)
    process.send_signal(signal.SIGTERM)
    _printed, logged = process.communicate(timeout=WAIT)
    assert '"event": "tables_not_ready"' in logged


@pytest.mark.sqlite_only
def test_a_broken_city_is_refused_before_anything_listens(city, slow_plugin, tmp_path):
    module = slow_plugin / "bontang_lambat.py"
    module.write_text(SLOW_PLUGIN.replace("@policy(PUBLIC)\ndef wait", "def wait"), "utf-8")
    complaint = city.run("serve", "--bind", f"unix:{tmp_path}/socket", status=2)
    assert complaint.startswith("balaikota: plugin 'lambat'")
    assert "declares no policy" in complaint
    assert not (tmp_path / "socket").exists()


def test_a_worker_works_until_it_is_told_to_stop(city, tmp_path):
    process = city.start("worker")
    until((tmp_path / "beat").exists)
    process.send_signal(signal.SIGTERM)
    _printed, logged = process.communicate(timeout=WAIT)
    assert (process.returncode, "Traceback" in logged) == (0, False)


@pytest.mark.sqlite_only
def test_a_worker_for_once_ends_by_itself(city):
    assert city.run("worker", "--once") == ""
