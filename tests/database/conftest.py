# SPDX-License-Identifier: Apache-2.0
"""A city whose tables are made step by step, with a small plugin that has two revisions and refers to the core."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from balaikota.kernel.db import migrate
from balaikota.kernel.db.owners import owners
from balaikota.kernel.db.transaction import changing
from balaikota.kernel.runtime import Runtime
from balaikota.testing.city import city_at

OUTSIDE = Path(__file__).parents[1] / "plugins" / "outside" / "src"

Opener = Callable[..., Runtime]


@pytest.fixture(scope="session")
def guest_books() -> Iterator[type[Any]]:
    """The plugin's class. Its package lies in a folder that is on the path only while these tests run."""
    sys.path.insert(0, str(OUTSIDE))
    from balaikota_contoh.plugin import Contoh

    yield Contoh
    sys.path.remove(str(OUTSIDE))


@pytest.fixture
def urls(backend, databases, tmp_path):
    """An empty database."""
    with databases.empty(backend, tmp_path) as made:
        yield made


@pytest.fixture
def opened(urls, settings_values, tmp_path) -> Iterator[Opener]:
    """Opens the city on that database, with the given plugins beside the core: the next version of the city."""
    cities = []

    def open_with(*extra: Any) -> Runtime:
        values = {**settings_values, "plugins": {"enabled": []}}
        cities.append(city_at(urls, values, folder=tmp_path, extra=extra))
        return cities[-1]

    yield open_with
    for city in cities:
        city.database.dispose()


@pytest.fixture
def city(opened, guest_books) -> Runtime:
    """The core and the plugin, without a single table."""
    return opened(guest_books())


@pytest.fixture
def upgrade_to() -> Callable[[Runtime, str, str], None]:
    """Brings one owner to a revision on the way to its newest."""

    def bring(runtime: Runtime, name: str, revision: str) -> None:
        owner = next(owner for owner in owners(runtime.plugins) if owner.name == name)
        with changing(runtime.database, owner) as connection:
            command.upgrade(migrate._config(owner, connection), revision)

    return bring


@pytest.fixture
def newer(guest_books, tmp_path) -> Callable[[str], Any]:
    """Makes the plugin's next version: a third revision whose ``upgrade`` does what is given."""

    def make(body: str) -> Any:
        folder = tmp_path / "newer"
        shutil.copytree(OUTSIDE / "balaikota_contoh" / "migrations", folder / "migrations")
        (folder / "migrations" / "0003_next.py").write_text(THIRD.format(body=body), "utf-8")

        class Newer(guest_books):
            """The next version."""

            package = folder

        return Newer()

    return make


THIRD = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade():
    {body}
"""
