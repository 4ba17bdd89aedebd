# SPDX-License-Identifier: Apache-2.0
"""``balaikota db purge`` asks first."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.slow]


@pytest.fixture
def backend():
    """What the command asks does not depend on the database."""
    return "sqlite"


def test_whoever_types_the_name_means_it(city):
    city.run("db", "upgrade")
    city.run("contoh", "open", "Kantor Lurah")
    printed = city.run("db", "purge", "contoh", typed="contoh\n")
    assert "contoh_book: 1 rows" in printed
    assert "contoh: 2 tables removed" in printed
    assert "at nothing, needs 0002" in city.run("db", "status")


@pytest.mark.parametrize("typed", ["y\n", "yes\n", "core\n", ""])
def test_nobody_else_does(city, typed):
    city.run("db", "upgrade")
    city.run("db", "purge", "contoh", typed=typed, status=1)
    assert "contoh  0002" in city.run("db", "status")


def test_a_script_names_the_plugin_twice(city):
    city.run("db", "upgrade")
    complaint = city.run("db", "purge", "contoh", "--yes-purge", "regions", status=1)
    assert "'regions' is not 'contoh': nothing was removed" in complaint
    assert "2 tables removed" in city.run("db", "purge", "contoh", "--yes-purge", "contoh")


@pytest.mark.parametrize(
    ("name", "why"),
    [("core", "belongs to the core"), ("parkir", "nothing of such a plugin")],
)
def test_what_cannot_be_purged_is_refused_before_anybody_is_asked(city, name, why):
    city.run("db", "upgrade")
    complaint = city.run("db", "purge", name, "--yes-purge", name, status=1)
    assert why in complaint
    assert complaint.count("\n") == 1
