# SPDX-License-Identifier: Apache-2.0
"""One history per owner: the core first, then plugins; each whole or not at all."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from balaikota import Plugin
from balaikota.kernel.db import history as files
from balaikota.kernel.db.migrate import Upgraded, differences, upgrade
from balaikota.kernel.db.owners import MigrationError, owners
from balaikota.kernel.db.state import every_owner, migration_state, recorded_revisions
from balaikota.testing.tables import as_owner, table_names

HEAD = "0002"


@pytest.fixture
def core_head(city):
    return files.history(owners(city.plugins)[0].versions)[-1]


def test_the_core_is_first_then_the_plugin(city, core_head):
    told = []
    done = upgrade(city, told.append)
    assert done == told == [Upgraded("core", None, core_head), Upgraded("contoh", None, HEAD)]
    assert recorded_revisions(city.database) == {"core": core_head, "contoh": HEAD}


def test_a_second_upgrade_has_nothing_to_do(city, core_head):
    upgrade(city)
    before = table_names(city)
    assert upgrade(city) == [
        Upgraded("core", core_head, core_head),
        Upgraded("contoh", HEAD, HEAD),
    ]
    assert table_names(city) == before


def test_models_and_tables_of_every_owner_agree(city):
    upgrade(city)
    assert differences(city, "core") == []
    assert differences(city, "contoh") == []


def test_a_plugin_added_later_gets_its_tables_beside_the_others(opened, guest_books, core_head):
    core = opened()
    upgrade(core)
    before = table_names(core)
    later = opened(guest_books())
    assert upgrade(later) == [
        Upgraded("core", core_head, core_head),
        Upgraded("contoh", None, HEAD),
    ]
    assert table_names(later) - before == {"contoh_book", "contoh_entry", "alembic_version_contoh"}


def test_a_plugin_that_vanished_leaves_its_tables_and_hinders_nobody(opened, city, core_head):
    upgrade(city)
    core = opened()
    assert upgrade(core) == [Upgraded("core", core_head, core_head)]
    assert differences(core, "core") == []
    assert {"contoh_book", "contoh_entry"} < table_names(core)
    line = every_owner(core)[-1]
    assert (line.owner, line.revision, line.word) == ("contoh", HEAD, "orphaned (not installed)")


def test_a_plugin_that_comes_back_goes_on_where_it_was(opened, city, guest_books):
    upgrade(city)
    with as_owner(city) as connection:
        connection.execute(
            text(
                "INSERT INTO contoh_book (id, title, opened_at)"
                " VALUES ('018f0000000070008000000000000001', 'Lurah', '2026-01-01 00:00:00')"
            )
        )
    upgrade(opened())
    back = opened(guest_books())
    assert upgrade(back)[-1] == Upgraded("contoh", HEAD, HEAD)
    with as_owner(back) as connection:
        assert connection.scalar(text("SELECT title FROM contoh_book")) == "Lurah"


def test_tables_of_a_newer_version_are_left_alone(city, core_head):
    upgrade(city)
    with as_owner(city) as connection:
        connection.execute(text("UPDATE alembic_version_contoh SET version_num = '0099'"))
    with pytest.raises(MigrationError, match=r"^contoh: its tables are at 0099, which this code"):
        upgrade(city)
    state = migration_state(city)["contoh"]
    assert (state.current, state.word) == (True, "at 0099, newer than this code")


HALF = """
    op.create_table("contoh_half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO contoh_nowhere VALUES (1)")
"""


def test_a_revision_that_fails_undoes_its_owner_and_no_other(opened, city, core_head, newer):
    upgrade(city)
    before = table_names(city)
    failing = opened(newer(HALF.strip()))
    with pytest.raises(MigrationError, match=r"^contoh: .*contoh_nowhere"):
        upgrade(failing)
    assert recorded_revisions(failing.database) == {"contoh": HEAD, "core": core_head}
    assert table_names(failing) == before
    state = migration_state(failing)["contoh"]
    assert (state.current, state.word) == (False, "at 0002, needs 0003: balaikota db upgrade")


def test_a_table_in_use_is_not_waited_for_until_every_request_queues(city, upgrade_to):
    """A change that waits for a table makes all later readers wait behind it, so it gives up early."""
    if not city.database.is_postgres:
        pytest.skip("on SQLite readers and the one writer do not wait for each other")
    upgrade_to(city, "core", "head")
    upgrade_to(city, "contoh", "0001")
    with as_owner(city) as reader:
        reader.execute(text("LOCK TABLE contoh_book IN ACCESS SHARE MODE"))
        began = time.monotonic()
        with pytest.raises(
            MigrationError, match=r"^contoh: canceling statement due to lock timeout"
        ):
            upgrade(city)
        assert time.monotonic() - began < 20
    assert upgrade(city)[-1] == Upgraded("contoh", "0001", HEAD)


def test_an_owner_without_revisions_is_ready(opened, tmp_path):
    class Plain(Plugin):
        """A plugin without tables."""

        package = tmp_path
        name = "plain"
        slug = "polos"
        title = "Polos"

    city = opened(Plain())
    upgrade(city)
    assert migration_state(city)["plain"].word == "ready (no tables)"
    assert differences(city, "plain") == []
