# SPDX-License-Identifier: Apache-2.0
"""The promises of every plugin, as tests.

A plugin's whole contract test is::

import pytest
from balaikota.testing.contract import *

@pytest.fixture
def plugin_name(): return "rdtr"
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from packaging.requirements import Requirement
from sqlalchemy import make_url
from werkzeug.routing import Rule

from balaikota.kernel.actor import Actor, Grant
from balaikota.kernel.db import new_id
from balaikota.kernel.db.base import Base
from balaikota.kernel.db.engine import open_engine
from balaikota.kernel.db.owners import CORE, Owner, owner_named, owners, tables_by_models
from balaikota.kernel.db.purge import purge
from balaikota.kernel.http.edge import SAFE
from balaikota.kernel.http.policy import declaration_of
from balaikota.kernel.pages import languages
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.runtime import Runtime
from balaikota.testing.catalogues import catalogue_faults
from balaikota.testing.databases import Databases
from balaikota.testing.imports import import_faults
from balaikota.testing.tables import picture, table_names

__all__ = [
    "plugin",
    "test_a_purge_leaves_nothing_and_an_upgrade_brings_it_back",
    "test_each_of_its_commands_says_what_it_does",
    "test_each_route_declares_its_policy_and_how_it_bears_repetition",
    "test_it_imports_only_public_names",
    "test_it_says_who_it_is",
    "test_its_english_catalogue_is_complete",
    "test_its_templates_lie_in_its_own_folder",
    "test_models_and_migrations_agree",
    "test_whatever_it_contributes_bears_its_name",
]

WORDS_OF_A_REASON = 2


@pytest.fixture
def plugin(runtime: Runtime, plugin_name: str) -> Plugin:
    """The plugin, loaded like every other one; fails where it is not installed."""
    return runtime.plugins[plugin_name]


@pytest.mark.sqlite_only
def test_it_says_who_it_is(runtime: Runtime, plugin: Plugin) -> None:
    """What the city reads, and on which core it was built."""
    assert type(plugin).__doc__, "the docstring is what the city reads"
    assert str(plugin.title)
    if plugin in runtime.plugins.builtins:
        return
    assert plugin.slug
    distribution = runtime.plugins.distributions.get(plugin.name)
    if distribution:  # a plugin that a test passes by hand comes from none
        needed = [Requirement(line) for line in requires(distribution) or ()]
        always = {requirement.name for requirement in needed if requirement.marker is None}
        assert "balaikota" in always, "the distribution must say which core it needs"


@pytest.mark.sqlite_only
def test_each_route_declares_its_policy_and_how_it_bears_repetition(
    app: Flask, plugin: Plugin
) -> None:
    """Who may call; and for changes a key, the protocol's own id, or a reason."""
    for rule in _rules(app, plugin):
        declaration = declaration_of(app.view_functions[rule.endpoint])
        assert declaration is not None, f"{rule.endpoint} declares no policy"
        if (rule.methods or set()) - SAFE:
            kind = declaration.idempotency
            assert kind is not None, f"{rule.endpoint} declares no idempotency kind"
            assert kind.kind == "key" or len(kind.why.split()) >= WORDS_OF_A_REASON, (
                f"{rule.endpoint}: say why it is {kind.kind}"
            )


@pytest.mark.sqlite_only
def test_whatever_it_contributes_bears_its_name(
    runtime: Runtime, app: Flask, plugin: Plugin
) -> None:
    """Tables, permissions, jobs, events and tiles; a tile leads to a page that exists."""
    names = [*tables_by_models(plugin), *(event.name for event in plugin.events)]
    for hook in ("permissions", "jobs"):
        names += [item.name for item in _asked(runtime, plugin, hook)]
    for tile in _tiles(runtime, plugin):
        names.append(tile.name)
        assert tile.endpoint in app.view_functions, f"{tile.name} leads to {tile.endpoint}"
    strange = [
        name for name in names if not name.startswith((f"{plugin.name}.", f"{plugin.name}_"))
    ]
    assert strange == []


@pytest.mark.sqlite_only
def test_its_templates_lie_in_its_own_folder(plugin: Plugin) -> None:
    """``templates/<name>/…``: no plugin replaces a page of another."""
    folder = plugin.folder("templates")
    assert [path.name for path in folder.iterdir()] == [plugin.name] if folder else True


@pytest.mark.sqlite_only
def test_its_english_catalogue_is_complete(runtime: Runtime, plugin: Plugin) -> None:
    """Each sentence of the sources has an English one, with the same values."""
    builtin = plugin in runtime.plugins.builtins
    folder = languages.CORE if builtin else plugin.package / "translations"
    catalogue = folder / "en" / "LC_MESSAGES" / "messages.po"
    faults = catalogue_faults(plugin.package, catalogue)
    assert not faults, "\n".join(faults)


@pytest.mark.sqlite_only
def test_it_imports_only_public_names(runtime: Runtime, plugin: Plugin) -> None:
    """The façade of the core, and the services of plugins that it requires."""
    package = _package(plugin)
    others = {
        _package(other): other.name in plugin.requires
        for other in runtime.plugins.chosen
        if other is not plugin
    }
    if plugin not in runtime.plugins.builtins:  # a built-in's imports are contracts of the tree
        assert import_faults(plugin.package, package, others) == []


@pytest.mark.sqlite_only
def test_each_of_its_commands_says_what_it_does(runtime: Runtime, plugin: Plugin) -> None:
    """``balaikota <plugin> --help`` is the operator's manual."""
    silent = [c.name for c in _asked(runtime, plugin, "commands") if not c.get_short_help_str()]
    assert silent == []


def test_models_and_migrations_agree(
    runtime: Runtime, plugin: Plugin, databases: Databases, backend: str, tmp_path: Path
) -> None:
    """Tables made by the revisions are the tables that the models describe, to the last index and check."""
    from balaikota.kernel.db.migrate import differences

    owner = _owner(runtime, plugin)
    assert differences(runtime, owner.name) == []
    with databases.empty(backend, tmp_path) as urls:
        engine = open_engine(make_url(urls.owner_url), pooled=False).execution_options(write=True)
        with engine.begin() as connection:
            every = [table for each in owners(runtime.plugins) for table in each.models]
            Base.metadata.create_all(connection, tables=every)
            described = picture(connection, [table.name for table in owner.models])
        engine.dispose()
    with runtime.database.engine.connect() as connection:
        assert picture(connection, described) == described


def test_a_purge_leaves_nothing_and_an_upgrade_brings_it_back(
    runtime: Runtime, plugin: Plugin
) -> None:
    """Its tables go, with those of plugins that need it; everything else stays as it is."""
    from balaikota.kernel.db.migrate import upgrade

    before = table_names(runtime)
    needing = [other.name for other in runtime.plugins.chosen if plugin.name in other.requires]
    gone = [owner_named(name, Path()) for name in (*reversed(needing), plugin.name)]
    for owner in gone:
        purge(runtime, owner.name)
    left = {
        table
        for table in before
        if not any(table == owner.version_table or owner.may_own(table) for owner in gone)
    }
    assert table_names(runtime) == left
    upgrade(runtime)
    assert table_names(runtime) == before


def _rules(app: Flask, plugin: Plugin) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if blueprint == plugin.name or blueprint.startswith(f"{plugin.name}_"):
            yield rule


def _asked(runtime: Runtime, plugin: Plugin, hook: str) -> list[Any]:
    return [item for other, item in runtime.plugins.collect(hook) if other is plugin]


def _tiles(runtime: Runtime, plugin: Plugin) -> Iterator[Any]:
    """What the plugin shows to a visitor and to an officer who may do everything that it knows."""
    if not runtime.plugins.implements(plugin, "tiles"):
        return
    grants = frozenset(Grant(item.name) for item in _asked(runtime, plugin, "permissions"))
    officer = Actor(account_id=new_id(), session_id=new_id(), grants=grants)
    with runtime.database.read() as session:
        for actor in (None, officer):
            yield from runtime.plugins.call(plugin, "tiles", session=session, actor=actor) or ()


def _owner(runtime: Runtime, plugin: Plugin) -> Owner:
    """The plugin itself, or the core for a built-in."""
    found = {owner.name: owner for owner in owners(runtime.plugins)}
    return found.get(plugin.name, found[CORE])


def _package(plugin: Plugin) -> str:
    return type(plugin).__module__.partition(".")[0]
