# SPDX-License-Identifier: Apache-2.0
"""What a monitor and an operator are told about tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from balaikota import create_app
from balaikota.kernel.db.history import history
from balaikota.kernel.db.migrate import upgrade
from balaikota.kernel.db.owners import owners
from balaikota.kernel.db.state import MigrationState, OwnerStatus, every_owner
from balaikota.testing.tables import as_owner


@pytest.fixture
def head(city):
    """The core's newest revision."""
    return history(owners(city.plugins)[0].versions)[-1]


@pytest.mark.parametrize(
    ("state", "word", "current"),
    [
        (MigrationState(None, ()), "ready (no tables)", True),
        (MigrationState(None, ("1",)), "at nothing, needs 1: balaikota db upgrade", False),
        (MigrationState("1", ("1", "2")), "at 1, needs 2: balaikota db upgrade", False),
        (MigrationState("2", ("1", "2")), "ready (2)", True),
        (MigrationState("3", ("1", "2")), "at 3, newer than this code", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_state_has_a_word_and_a_verdict(state, word, current):
    assert (state.word, state.current) == (word, current)


def test_an_app_is_not_ready_before_its_tables_are(city, head):
    client = create_app(city).test_client()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["plugins"] == {
        "core": f"at nothing, needs {head}: balaikota db upgrade",
        "contoh": "at nothing, needs 0002: balaikota db upgrade",
    }
    upgrade(city)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json()["plugins"] == {"core": f"ready ({head})", "contoh": "ready (0002)"}


def test_one_owner_that_is_behind_makes_the_app_not_ready(city, upgrade_to):
    upgrade_to(city, "core", "head")
    upgrade_to(city, "contoh", "0001")
    from balaikota.kernel.db.rights import protect
    from balaikota.kernel.db.transaction import changing

    for owner in owners(city.plugins):
        with changing(city.database, owner) as connection:
            protect(connection, city.database, owner)
    answer = create_app(city).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["plugins"]["contoh"].startswith("at 0001, needs 0002")


def test_every_owner_has_a_line_also_one_that_is_gone(opened, city, head):
    upgrade(city)
    core = opened()
    assert every_owner(core) == [
        OwnerStatus("core", head, head, f"ready ({head})"),
        OwnerStatus("contoh", "0002", None, "orphaned (not installed)"),
    ]


def test_an_owner_whose_version_table_is_empty_was_never_upgraded(city):
    upgrade(city)
    with as_owner(city) as connection:
        connection.execute(text("DELETE FROM alembic_version_contoh"))
    assert every_owner(city)[-1].revision is None


@pytest.mark.sqlite_only
def test_to_look_makes_no_database(city):
    assert [line.revision for line in every_owner(city)] == [None, None]
    assert not Path(city.database.url.database).exists()
