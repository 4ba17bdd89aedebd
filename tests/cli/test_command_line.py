# SPDX-License-Identifier: Apache-2.0
"""The program ``balaikota``: help without a city, one sentence for what an operator can mend."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from balaikota.kernel.cli.main import KERNEL_COMMANDS
from balaikota.kernel.secrets.keys import KeyRing
from balaikota.testing.postgres import DatabaseUrls

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def homeless(city, tmp_path):
    """The program where there is no settings file: ``--settings`` names a file that is not there."""
    return replace(city, settings=tmp_path / "nowhere.toml")


def test_help_needs_no_city(homeless):
    printed = homeless.run("--help")
    for command in [*KERNEL_COMMANDS, "regions", "identity"]:
        assert f"\n  {command} " in printed
    assert "Bring all tables" in homeless.run("db", "upgrade", "--help")


def test_a_command_that_needs_a_city_says_what_is_wrong_with_it(homeless):
    complaint = homeless.run("db", "status", status=2)
    assert complaint.startswith(f"balaikota: settings file {homeless.settings}: ")
    assert complaint.count("\n") == 1


BROKEN = {
    "a value that is none": (
        'timezone = "Asia/Makassar"',
        'timezone = "Asia/Bontang"',
        "city.timezone",
    ),
    "a weak key": ("master = ", 'master = "c2VjcmV0" # ', "keys.master: is too weak"),
    "no TOML": ("[city]", "[city", "balaikota.toml"),
    "a strange name": ("[city]", '[city]\nmayor = "Siti"', "city.mayor: Unknown field"),
    "a strange section": ("[city]", '[kota]\nname = "Bontang"\n[city]', "kota: no such section"),
    "a plugin that is not there": ("enabled = []", 'enabled = ["parkir"]', "not installed: parkir"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_settings_are_told_in_one_message_without_a_traceback(city, fault):
    before, after, expected = BROKEN[fault]
    source = city.settings.read_text("utf-8")
    assert before in source
    city.settings.write_text(source.replace(before, after), "utf-8")
    complaint = city.run("plugins", status=2)
    assert complaint.startswith("balaikota: ")
    assert expected in complaint
    assert "Traceback" not in complaint


def test_whoever_looks_for_the_cause_gets_the_traceback(homeless):
    assert "Traceback" in homeless.run("--traceback", "db", "status", status=1)


def test_settings_may_come_from_the_environment_alone(city, tmp_path):
    lines = city.settings.read_text("utf-8").splitlines()
    section, environ = "", {}
    for line in lines:
        name, _, value = line.partition(" = ")
        if line.startswith("["):
            section = line.strip("[]").upper()
        elif name != "enabled":
            environ[f"BALAIKOTA_{section}__{name.upper()}"] = json.loads(value)
    empty = tmp_path / "empty.toml"
    empty.write_text("", "utf-8")
    assert "core" in replace(city, settings=empty).run("db", "status", **environ)


def test_an_unknown_command_is_a_mistake_of_the_typist(city):
    complaint = city.run("dab", status=2)
    assert "No such command 'dab'" in complaint


def test_a_database_that_is_down_is_told_in_one_sentence_without_its_password(city, tmp_path):
    url = "postgresql://city:rahasia@127.0.0.1:1/city"
    down = city.make(tmp_path, DatabaseUrls(url, url))
    for words in (["db", "status"], ["db", "upgrade"]):
        complaint = down.run(*words, status=1)
        assert "Connection refused" in complaint or "connection failed" in complaint
        assert "rahasia" not in complaint
        assert "Traceback" not in complaint


def test_the_version_is_that_of_the_core(homeless):
    assert homeless.run("--version").startswith("balaikota, version ")


def test_a_new_key_is_one_that_the_settings_accept(homeless):
    first, second = homeless.run("keys", "new").strip(), homeless.run("keys", "new").strip()
    assert first != second
    sealed = KeyRing(first).storage.seal(b"rahasia", "a place")
    assert KeyRing(first).storage.open(sealed, "a place") == b"rahasia"


def test_the_built_ins_are_listed_as_plugins_of_the_core(city):
    city.run("db", "upgrade")
    found = {line["name"]: line for line in json.loads(city.run("plugins", "--json"))}
    assert found["identity"]["distribution"] == "balaikota"
    assert found["identity"]["builtin"] is True
    assert "authenticate" in found["identity"]["hooks"]
    assert {line["migrations"] for line in found.values() if line["builtin"]} == {"ready (0001)"}
    table = city.run("plugins").splitlines()
    assert table[0].split() == ["NAME", "VERSION", "DISTRIBUTION", "MIGRATIONS", "HOOKS"]
    assert len(table) == len(found) + 1


def test_plugins_are_listed_also_while_the_database_is_down(city, tmp_path):
    url = "postgresql://city:rahasia@127.0.0.1:1/city"
    printed = city.make(tmp_path, DatabaseUrls(url, url)).run("plugins")
    assert "the database does not answer" in printed


def test_upgrade_status_and_check_agree(city):
    assert "at nothing, needs" in city.run("db", "status")
    assert city.run("db", "upgrade").startswith("core: nothing -> ")
    assert city.run("db", "upgrade").startswith("core: ready (")
    assert city.run("db", "check") == "core: models and tables agree\n"


def test_a_check_that_finds_something_fails(city, urls):
    from sqlalchemy import create_engine, text

    city.run("db", "upgrade")
    with create_engine(urls.owner_url).begin() as connection:
        connection.execute(text("ALTER TABLE kernel_job ADD COLUMN mood TEXT"))
    process = city.start("db", "check")
    printed, _complaint = process.communicate()
    assert (process.returncode, printed) == (
        1,
        "core: 1 differences\n  remove_column kernel_job mood\n",
    )
