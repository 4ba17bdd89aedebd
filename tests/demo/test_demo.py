# SPDX-License-Identifier: Apache-2.0
"""The demo city: made in one command, the same each time, another city without a change of code."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from balaikota.citizens import demo as people
from balaikota.kernel.demo.city import demo_cities, prepare_city
from balaikota.kernel.demo.command import demo
from balaikota.kernel.runtime import open_runtime
from balaikota.kernel.settings import load_settings
from balaikota.regions.reading import read_csv
from balaikota.regions.services import import_regions

CITIES = {"bontang": (3, 15, 8), "tebing-tinggi": (5, 35, 7)}


def opened(folder, city, **options):
    settings = prepare_city(city, folder, port=8000, plugins=None, **options)
    return open_runtime(load_settings(settings, {}))


def test_two_cities_ship():
    assert demo_cities() == sorted(CITIES)


@pytest.mark.parametrize("city", CITIES)
def test_a_city_opens_from_its_settings_alone(tmp_path, city):
    districts, villages, hours = CITIES[city]
    runtime = opened(tmp_path, city)
    offset = runtime.now().astimezone(runtime.city.zone).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600
    assert runtime.city.crest is not None
    assert runtime.city.crest.is_file()
    codes = [row.code for row in read_csv((tmp_path / "regions.csv").read_text())]
    assert Counter(code.count(".") for code in codes) == {1: 1, 2: districts, 3: villages}


def test_a_second_run_keeps_the_key_so_that_data_stays_readable(tmp_path):
    first = opened(tmp_path, "bontang").settings.master_key
    assert opened(tmp_path, "bontang").settings.master_key == first
    assert (tmp_path / "master.key").stat().st_mode & 0o077 == 0


def test_a_city_may_choose_its_plugins(tmp_path):
    settings = prepare_city("bontang", tmp_path, port=8000, plugins=[])
    assert load_settings(settings, {}).enabled == ()


def test_an_unknown_city_is_named(tmp_path):
    with pytest.raises(click.ClickException, match="atlantis"):
        prepare_city("atlantis", tmp_path, port=8000, plugins=None)


@pytest.mark.sqlite_only
@pytest.mark.plugins
def test_the_same_people_live_there_each_time(runtime, backend, tmp_path, monkeypatch):
    monkeypatch.setattr(people, "PEOPLE", 12)
    prepare_city("bontang", tmp_path, port=8000, plugins=[])
    names = []
    for _turn in range(2):
        with runtime.database.write() as session:
            import_regions(session, None, read_csv((tmp_path / "regions.csv").read_text()))
            people.seed(session, Random("balaikota/citizens"))
            names.append([person.display_name for person in people.demo_people(session)])
            session.rollback()
    assert names[0] == names[1]
    assert names[0][0] == "Siti Rahma"
    assert [name for name in names[0] if " " not in name] != []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("city", CITIES)
def test_the_whole_demo_is_made(tmp_path, city):
    result = CliRunner().invoke(
        demo, ["--city", city, "--folder", str(tmp_path), "--prepare-only"], catch_exceptions=False
    )
    assert "http://localhost:8000" in result.output
    seeded = json.loads((tmp_path / "accounts.json").read_text())
    accounts = [one for several in seeded.values() for one in several]
    assert [one["contact"] for one in accounts if one["contact"] not in result.output] == []
    assert [one["totp_secret"] for one in accounts if one["totp_secret"]] != []
    runtime = open_runtime(load_settings(tmp_path / "kota.toml", {}))
    with runtime.database.read() as session:
        states = dict(
            session.execute(
                text("SELECT state, count(*) FROM public_services_request GROUP BY state")
            ).all()
        )
    assert sum(states.values()) == 400
    assert {"submitted", "checking", "returned", "deciding", "done", "rejected", "withdrawn"} <= (
        set(states)
    )
