# SPDX-License-Identifier: Apache-2.0
"""What separates models from tables is found for one owner at a time: nobody's tables are taken for another's."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from balaikota.kernel.db.history import history
from balaikota.kernel.db.migrate import differences, upgrade, write_revision
from balaikota.kernel.db.owners import MigrationError
from balaikota.testing.tables import as_owner


@pytest.fixture
def changed(city, request):
    """Tables at their newest revision, and then changed by hand."""
    upgrade(city)

    def change(*statements: str):
        with as_owner(city) as connection:
            for statement in statements:
                connection.execute(text(statement))
        return city

    return change


FOREIGN = (
    "CREATE TABLE parkir_lot (id integer)",
    "CREATE TABLE contoh_plus_page (id integer)",
    "CREATE TABLE alembic_version_contoh_plus (version_num text)",
    "CREATE TABLE spatial_ref_sys (id integer)",
)


def test_tables_of_others_are_never_seen(changed):
    city = changed(*FOREIGN)
    assert differences(city, "core") == []
    assert differences(city, "contoh") == []


def test_a_table_without_its_model_is_the_owners_and_nobody_elses(changed):
    city = changed("CREATE TABLE contoh_old (id integer)")
    assert differences(city, "contoh") == ["remove_table contoh_old"]
    assert differences(city, "core") == []


def test_a_missing_index_and_a_missing_check_are_found(changed):
    city = changed("DROP INDEX ix_contoh_entry_book_id")
    assert differences(city, "contoh") == ["add_index ix_contoh_entry_book_id"]


def test_a_missing_check_is_found(city, upgrade_to):
    upgrade_to(city, "core", "head")
    upgrade_to(city, "contoh", "0001")
    with as_owner(city) as connection:
        connection.execute(
            text("ALTER TABLE contoh_book ADD COLUMN pages integer DEFAULT 100 NOT NULL")
        )
        connection.execute(text("UPDATE alembic_version_contoh SET version_num = '0002'"))
    assert "add_constraint ck_contoh_book_pages" in differences(city, "contoh")


def test_differences_are_not_asked_of_old_tables(city, upgrade_to):
    upgrade_to(city, "core", "head")
    upgrade_to(city, "contoh", "0001")
    with pytest.raises(MigrationError, match=r"^contoh: Target database is not up to date"):
        differences(city, "contoh")


def test_an_owner_that_is_not_there_is_named_with_those_that_are(city):
    with pytest.raises(MigrationError, match=r"^parkir: no such owner; there are core, contoh$"):
        differences(city, "parkir")


def test_a_revision_is_numbered_and_holds_only_what_is_missing(opened, newer, changed):
    changed("DROP INDEX ix_contoh_entry_book_id")
    plugin = newer("pass")
    (plugin.package / "migrations" / "0003_next.py").unlink()
    city = opened(plugin)
    path = write_revision(city, "contoh", "find entries by book")
    assert path == plugin.package / "migrations" / "0003_find_entries_by_book.py"
    source = path.read_text("utf-8")
    assert 'revision = "0003"\ndown_revision = "0002"' in source
    assert source.count("batch_alter_table") == 1
    assert "create_table" not in source
    assert "create_index(batch_op.f('ix_contoh_entry_book_id'), ['book_id']" in source
    assert history(path.parent) == ("0001", "0002", "0003")
    upgrade(city)
    assert differences(city, "contoh") == []
