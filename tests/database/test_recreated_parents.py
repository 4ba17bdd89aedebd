# SPDX-License-Identifier: Apache-2.0
"""SQLite changes a table by making it anew. Rows that refer to it must not go with the old one."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from balaikota.kernel.db import transaction
from balaikota.kernel.db.migrate import upgrade
from balaikota.kernel.db.owners import MigrationError
from balaikota.testing.tables import as_owner

BOOK = "018f0000000070008000000000000001"
ENTRY = "018f0000000070008000000000000002"


@pytest.fixture
def half_way(city, upgrade_to):
    """The plugin's first revision, with a book and what somebody wrote in it."""
    upgrade_to(city, "core", "head")
    upgrade_to(city, "contoh", "0001")
    with as_owner(city) as connection:
        connection.execute(
            text("INSERT INTO contoh_book (id, title, opened_at) VALUES (:id, 'Lurah', :at)"),
            {"id": BOOK, "at": "2026-01-01 00:00:00"},
        )
        connection.execute(
            text(
                "INSERT INTO contoh_entry (id, book_id, words, written_at)"
                " VALUES (:id, :book, 'Terima kasih', :at)"
            ),
            {"id": ENTRY, "book": BOOK, "at": "2026-01-01 00:00:00"},
        )
    return city


def words(runtime) -> list[str]:
    with as_owner(runtime) as connection:
        return list(connection.scalars(text("SELECT words FROM contoh_entry")))


def test_a_parent_that_is_made_anew_keeps_its_children(half_way):
    upgrade(half_way)  # the second revision adds a check to the book
    assert words(half_way) == ["Terima kasih"]
    with as_owner(half_way) as connection:
        assert connection.scalar(text("SELECT pages FROM contoh_book")) == 100


@pytest.mark.sqlite_only
def test_with_foreign_keys_on_the_children_would_vanish(half_way, monkeypatch):
    """The control: the same upgrade without our care deletes what it should keep, and says nothing."""
    monkeypatch.setattr(transaction, "_for_changes", lambda connection, record: None)
    upgrade(half_way)
    assert words(half_way) == []


@pytest.mark.sqlite_only
def test_children_still_refer_to_the_new_parent(half_way):
    upgrade(half_way)
    with as_owner(half_way) as connection:
        connection.execute(text("DELETE FROM contoh_book"))
    assert words(half_way) == []  # ON DELETE CASCADE, asked for this time


def test_rows_that_would_refer_to_nothing_stop_the_upgrade(half_way, opened, newer):
    upgrade(half_way)
    careless = opened(newer('op.execute("DELETE FROM contoh_book")'))
    if careless.database.is_postgres:
        upgrade(careless)
        assert words(careless) == []  # PostgreSQL keeps its word even while it is changed
        return
    with pytest.raises(MigrationError, match=r"^contoh: 1 rows would refer to nothing"):
        upgrade(careless)
    assert words(careless) == ["Terima kasih"]
