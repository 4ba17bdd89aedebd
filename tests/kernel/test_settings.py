# SPDX-License-Identifier: Apache-2.0
"""Broken settings stop the start and say every fault by its name."""

from __future__ import annotations

import base64

import pytest

from balaikota.kernel.runtime import open_runtime
from balaikota.kernel.secrets.keys import KeyRing
from balaikota.kernel.settings import SettingsError, load_settings, read_settings
from balaikota.testing.city import city_settings


@pytest.fixture
def values(tmp_path):
    return city_settings(tmp_path, enabled=[]) | {"database": {"url": f"sqlite:///{tmp_path}/x.db"}}


def read(values, tmp_path, **environ):
    return read_settings(values, environ=environ, folder=tmp_path)


FAULTS = [
    ("city", "timezone", "WITA", "city.timezone"),
    ("city", "code", "6474", "city.code"),
    ("city", "nmae", "Bontang", "city.nmae"),
    ("database", "url", "mysql://x", "database.url"),
    ("keys", "master", "short", "keys.master"),
    ("keys", "master", base64.b64encode(b"\0" * 32).decode(), "keys.master"),
    ("server", "mode", "debug", "server.mode"),
    ("server", "trusted_proxies", "many", "server.trusted_proxies"),
    ("mail", "sender", "nobody", "mail.sender"),
]


@pytest.mark.parametrize(("section", "name", "value", "place"), FAULTS)
def test_a_fault_is_named_by_section_and_name(values, tmp_path, section, name, value, place):
    values.setdefault(section, {})[name] = value
    with pytest.raises(SettingsError, match=f"^{place}: "):
        read(values, tmp_path)


def test_all_faults_are_named_at_once(values, tmp_path):
    values["city"] |= {"timezone": "x", "code": "y"}
    with pytest.raises(SettingsError) as caught:
        read(values, tmp_path)
    assert {line.partition(":")[0] for line in str(caught.value).splitlines()} == {
        "city.timezone",
        "city.code",
    }


def test_production_needs_https(values, tmp_path):
    values["server"] = {"mode": "production", "base_url": "http://kota.example"}
    with pytest.raises(SettingsError, match="https"):
        read(values, tmp_path)


def test_the_environment_overrides_the_file(values, tmp_path):
    settings = read(values, tmp_path, BALAIKOTA_CITY__NAME="Tebing Tinggi", OTHER__NAME="x")
    assert settings.city.name == "Tebing Tinggi"


def test_a_secret_may_come_from_a_file(values, tmp_path):
    master = KeyRing.new_master()
    (tmp_path / "master").write_text(f"{master}\n")
    settings = read(values, tmp_path, BALAIKOTA_KEYS__MASTER_FILE=str(tmp_path / "master"))
    assert settings.master_key == master


def test_plugins_may_be_chosen_by_the_environment(values, tmp_path):
    settings = read(values, tmp_path, BALAIKOTA_PLUGINS__ENABLED="rdtr masdarling")
    assert settings.enabled == ("rdtr", "masdarling")


def test_a_section_that_nobody_reads_is_refused(values, tmp_path):
    values["publik_services"] = {"x": 1}
    with pytest.raises(SettingsError, match="publik_services"):
        open_runtime(read(values, tmp_path))


@pytest.mark.parametrize("content", [b"[city", b"\xff\xfe", b"[city]\nname = 1\nname = 2"])
def test_a_file_that_is_not_toml_is_named(tmp_path, content):
    path = tmp_path / "kota.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"kota\.toml"):
        load_settings(path, {})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"tidak-ada\.toml"):
        load_settings(tmp_path / "tidak-ada.toml", {})
