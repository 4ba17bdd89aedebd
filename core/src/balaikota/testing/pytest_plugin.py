# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the core's tests and for every plugin author's: a migrated city on SQLite and on PostgreSQL.

``runtime`` is an opened city on an empty, migrated database of its own, once on each database; ``app`` and
``client`` serve it. What a test may say about its city:

- ``@pytest.mark.plugins("rdtr")`` enables exactly these plugins (default: all that are installed);
- the fixture ``extra_plugins``, overridden, adds plugins that are not installed;
- the fixture ``settings_values``, overridden, changes the settings;
- ``@pytest.mark.sqlite_only`` leaves PostgreSQL out where the database makes no difference.

``-m "not postgres"`` leaves out whatever needs PostgreSQL.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from balaikota.testing.databases import BACKENDS, Databases

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from balaikota.kernel.plugin import Plugin
    from balaikota.kernel.runtime import Runtime
    from balaikota.testing.clock import Clock

pytest.register_assert_rewrite("balaikota.testing.contract")
pytest_plugins = ["balaikota.testing.postgres_fixture"]

MARKERS = (
    "plugins(*names): enable exactly these plugins",
    "sqlite_only: the database makes no difference here",
    "postgres: needs PostgreSQL; skipped where it is not installed",
)


def pytest_configure(config: pytest.Config) -> None:
    """Describe our markers."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches a database once on each."""
    if "backend" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("sqlite_only")
    marks = {"postgres": pytest.mark.postgres}
    metafunc.parametrize(
        "backend",
        [
            pytest.param(name, marks=marks.get(name, ()))
            for name in (BACKENDS[:1] if only else BACKENDS)
        ],
        scope="function",
    )


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Templates of migrated databases, made once per worker and copied for each test."""
    with Databases(
        tmp_path_factory.mktemp("templates"), lambda: request.getfixturevalue("postgres_cluster")
    ) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    """The city's clock: stands at a working day in 2026 until a test moves it."""
    from balaikota.testing.clock import Clock

    return Clock()


@pytest.fixture
def extra_plugins() -> Sequence[Plugin]:
    """Plugins of the city that are not installed; a test module overrides this fixture to add its own."""
    return ()


@pytest.fixture
def settings_values(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """The settings file of the test city as a dict; a test module overrides this fixture to change it."""
    from balaikota.testing.city import city_settings

    marker = request.node.get_closest_marker("plugins")
    return city_settings(tmp_path, enabled=marker.args if marker else None)


@pytest.fixture
def runtime(
    backend: str,
    databases: Databases,
    settings_values: dict[str, Any],
    extra_plugins: Sequence[Plugin],
    clock: Clock,
    tmp_path: Path,
) -> Iterator[Runtime]:
    """An opened city on a migrated, empty database."""
    from balaikota.testing.city import city_at

    with databases.copy(backend, settings_values, tmp_path, extra_plugins) as urls:
        opened = city_at(urls, settings_values, folder=tmp_path, extra=extra_plugins, clock=clock)
        yield opened
        opened.database.dispose()
    shutil.rmtree(tmp_path / "files", ignore_errors=True)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The Flask app of that city."""
    from balaikota.kernel.app import create_app

    return create_app(runtime)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without cookies."""
    return app.test_client()
