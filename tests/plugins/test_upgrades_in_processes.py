# SPDX-License-Identifier: Apache-2.0
"""Upgrades that meet each other, and upgrades that are killed."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

pytestmark = pytest.mark.slow

SLOW_REVISION = """
import os
import time
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("contoh_first", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("contoh_book") as batch_op:
        batch_op.add_column(sa.Column("colour", sa.String(), server_default="biru"))
        batch_op.create_check_constraint("ck_contoh_book_colour", "colour <> ''")
    if "HALF_WAY" in os.environ:
        Path(os.environ["HALF_WAY"]).touch()
        time.sleep(600)
    op.create_table("contoh_second", sa.Column("id", sa.Integer(), primary_key=True))
"""


@pytest.fixture
def newer(contoh, tmp_path) -> Path:
    """The plugin's next version: one more revision, which can be made to stop in the middle."""
    folder = tmp_path / "newer"
    shutil.copytree(contoh, folder)
    revision = folder / "balaikota_contoh" / "migrations" / "0003_slow.py"
    revision.write_text(SLOW_REVISION, encoding="utf-8")
    return folder


def picture(urls) -> dict[str, object]:
    """What a kill must leave whole: the revisions, and the tables and columns of the plugin."""
    engine = create_engine(urls.owner_url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        found = {
            table: sorted(column["name"] for column in inspect(connection).get_columns(table))
            for table in tables
            if "contoh_" in table
        }
        revisions = {
            table: connection.scalar(text(f"SELECT version_num FROM {table}"))
            for table in tables
            if table.startswith("alembic_version_")
        }
    engine.dispose()
    return {**found, **revisions}


def test_four_upgrades_at_once_are_one(city, urls):
    processes = [city.start("db", "upgrade") for _number in range(4)]
    ends = [(p.communicate(timeout=120), p.returncode) for p in processes]
    assert [code for _printed, code in ends] == [0, 0, 0, 0], ends
    assert "".join(printed for (printed, _), _code in ends).count("contoh: nothing -> 0002") == 1
    assert "contoh: models and tables agree" in city.run("db", "check", "contoh")


def test_an_upgrade_that_is_killed_half_way_changed_nothing(city, urls, newer, tmp_path):
    city.run("db", "upgrade")
    city.run("contoh", "open", "Kantor Lurah")
    before, sign = picture(urls), tmp_path / "half-way"
    process = city.start("db", "upgrade", path=(newer,), HALF_WAY=str(sign))
    while not sign.exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    assert picture(urls) == before
    assert "contoh: 0002 -> 0003" in city.run("db", "upgrade", path=(newer,))
    after = picture(urls)
    assert after["alembic_version_contoh"] == "0003"
    assert {"contoh_first", "contoh_second"} < set(after)
    assert "colour" in after["contoh_book"]


@pytest.mark.parametrize("seconds", [0.6, 0.9, 1.2, 1.5])
def test_whenever_an_upgrade_is_killed_each_owner_is_whole(city, urls, newer, seconds):
    city.run("db", "upgrade")
    old = picture(urls)
    process = city.start("db", "upgrade", path=(newer,))
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    left = picture(urls)
    city.run("db", "upgrade", path=(newer,))
    new = picture(urls)
    assert new["alembic_version_contoh"] == "0003"
    assert left in (old, new)
