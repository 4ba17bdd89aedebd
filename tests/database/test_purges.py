# SPDX-License-Identifier: Apache-2.0
"""A purge takes a plugin's tables and nothing else, and only when nobody needs them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from balaikota import Plugin
from balaikota.kernel.db.migrate import upgrade
from balaikota.kernel.db.owners import MigrationError
from balaikota.kernel.db.purge import doomed, purge
from balaikota.kernel.db.state import every_owner
from balaikota.testing.tables import as_owner, table_names


class Needy(Plugin):
    """A plugin that cannot do without guest books."""

    name = "needy"
    slug = "perlu"
    title = "Perlu"
    requires = ("contoh",)


@pytest.mark.parametrize("present", [True, False], ids=["its code is there", "its code is gone"])
def test_a_purge_takes_the_plugins_tables_and_nothing_else(opened, guest_books, present):
    core = opened()
    upgrade(core)
    before = table_names(core)
    upgrade(opened(guest_books()))
    city = opened(guest_books()) if present else core
    assert doomed(city, "contoh") == {"contoh_book": 0, "contoh_entry": 0}
    assert purge(city, "contoh") == ["contoh_book", "contoh_entry"]
    assert table_names(city) == before
    assert [line.owner for line in every_owner(core)] == ["core"]


@pytest.mark.parametrize("name", ["core", "identity", "regions"])
def test_the_core_stays(city, name):
    upgrade(city)
    with pytest.raises(MigrationError, match="belongs to the core"):
        purge(city, name)


@pytest.mark.parametrize("name", ["parkir", "contoh_", "x; DROP TABLE kernel_audit", ""])
def test_there_is_nothing_to_purge_of_an_unknown_plugin(city, name):
    upgrade(city)
    before = table_names(city)
    with pytest.raises(MigrationError, match="nothing of such a plugin"):
        purge(city, name)
    assert table_names(city) == before


def test_a_plugin_that_another_requires_stays(opened, guest_books):
    city = opened(guest_books(), Needy())
    upgrade(city)
    with pytest.raises(MigrationError, match=r"^contoh: needed by needy"):
        purge(city, "contoh")
    assert "contoh_book" in table_names(city)


def test_tables_that_others_refer_to_stay(city):
    """Also those of a plugin whose code is gone: only the database remembers it."""
    upgrade(city)
    with as_owner(city) as connection:
        kind = "uuid" if city.database.is_postgres else "char(32)"
        connection.execute(
            text(f"CREATE TABLE parkir_lot (book_id {kind} REFERENCES contoh_book (id))")
        )
    with pytest.raises(MigrationError, match="tables of others refer to it: parkir_lot"):
        purge(city, "contoh")
    assert {"contoh_book", "contoh_entry"} < table_names(city)


def test_tables_of_a_plugin_with_a_longer_name_stay(city):
    """Two such plugins are never enabled together, but one may have left its tables."""
    upgrade(city)
    with as_owner(city) as connection:
        connection.execute(text("CREATE TABLE contoh_plus_page (id integer)"))
        connection.execute(text("CREATE TABLE alembic_version_contoh_plus (version_num text)"))
    assert purge(city, "contoh") == ["contoh_book", "contoh_entry"]
    assert {"contoh_plus_page", "alembic_version_contoh_plus"} < table_names(city)
