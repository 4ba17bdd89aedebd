# SPDX-License-Identifier: Apache-2.0
"""How distributions on the machine become plugins of the city: by their metadata, and when they are enabled."""

from __future__ import annotations

import importlib
import sys

import pytest

from balaikota import PluginError
from balaikota.kernel.plugins import load
from balaikota.testing.city import city_at
from balaikota.testing.postgres import DatabaseUrls

SOURCE = '''
from balaikota import Plugin


class Pasar(Plugin):
    """Markets."""

    name = "pasar"
    slug = "pasar"
    title = "Pasar"
'''


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs a distribution the way pip leaves it: a package, and what it says of itself."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(package="bontang_pasar", *, point="pasar", needs=(), source=SOURCE, models=None):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("", "utf-8")
        (tmp_path / package / "plugin.py").write_text(source, "utf-8")
        if models:
            (tmp_path / package / "models.py").write_text(models, "utf-8")
        told = tmp_path / f"{package}-1.0.dist-info"
        told.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {package}", "Version: 1.0"]
        lines += [f"Requires-Dist: {need}" for need in needs]
        (told / "METADATA").write_text("\n".join(lines) + "\n", "utf-8")
        entry = f"[balaikota.plugins]\n{point} = {package}.plugin:Pasar\n"
        (told / "entry_points.txt").write_text(entry, "utf-8")
        importlib.invalidate_caches()

    yield install
    for name in [name for name in sys.modules if name.startswith("bontang_")]:
        del sys.modules[name]


def test_an_installed_plugin_is_loaded_when_it_is_enabled(install):
    install(needs=["balaikota>=0.1,<1"])
    assert [each.name for each in load(["pasar"]).chosen] == ["pasar"]
    assert load(["pasar"]).distributions["pasar"] == "bontang_pasar"


def test_the_code_of_a_plugin_that_is_not_enabled_is_not_imported(install):
    install(source="raise SystemExit")
    assert "pasar" not in load(())
    assert "bontang_pasar" not in sys.modules


def test_an_enabled_plugin_that_is_not_installed_is_missed():
    with pytest.raises(PluginError, match="enabled but not installed: pasar"):
        load(["pasar"])


def test_a_plugin_for_another_core_is_refused_before_its_code_runs(install):
    install(needs=["balaikota>=7"], source="raise SystemExit")
    with pytest.raises(
        PluginError, match=r"plugin 'pasar' needs balaikota>=7, but balaikota \S+ is"
    ):
        load(["pasar"])


def test_a_plugin_whose_companion_is_not_installed_is_refused(install):
    install(needs=["balaikota", "balaikota-parkir>=2"])
    with pytest.raises(PluginError, match="plugin 'pasar' needs balaikota-parkir>=2, which is not"):
        load(["pasar"])


def test_a_plugin_that_cannot_be_imported_is_named(install):
    install(source="import nowhere_to_be_found")
    with pytest.raises(PluginError, match="plugin 'pasar' cannot be imported: No module named"):
        load(["pasar"])


def test_a_plugin_under_anothers_name_is_refused(install):
    install(point="toko")
    with pytest.raises(PluginError, match=r"entry point 'toko' gives .*: a Plugin of that name"):
        load(["toko"])


def test_a_name_that_two_distributions_give_is_refused(install):
    install()
    install("bontang_pasar_too")
    with pytest.raises(PluginError, match="plugin 'pasar' is installed twice"):
        load(["pasar"])


# -- what it stores --------------------------------------------------------------------------------
MODELS = """
from balaikota import Base, Id
from sqlalchemy.orm import Mapped


class Stall(Base):
    __tablename__ = "market_stall"
    id: Mapped[Id]
"""


@pytest.fixture
def opened(settings_values, tmp_path):
    """The city that has enabled the plugin."""

    def opened():
        url = f"sqlite:///{tmp_path}/city.sqlite"
        values = {**settings_values, "plugins": {"enabled": ["pasar"]}}
        return city_at(DatabaseUrls(url, url), values, folder=tmp_path)

    return opened


def test_a_model_whose_table_lacks_the_plugins_name_is_refused(install, opened):
    install("bontang_stalls", models=MODELS)
    with pytest.raises(
        PluginError, match="plugin 'pasar': table 'market_stall' does not begin with"
    ):
        opened()


def test_models_that_cannot_be_imported_are_refused(install, opened):
    install("bontang_broken", models="import nowhere_to_be_found")
    with pytest.raises(
        PluginError, match="plugin 'pasar': its models cannot be imported: No module"
    ):
        opened()
