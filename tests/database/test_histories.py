# SPDX-License-Identifier: Apache-2.0
"""The revisions of an owner form one line, read without importing them."""

from __future__ import annotations

import pytest

from balaikota.kernel.db.history import history
from balaikota.kernel.db.owners import MigrationError


@pytest.fixture
def write(tmp_path):
    def write(**revisions: object):
        for name, earlier in revisions.items():
            lines = f"revision = {name!r}\ndown_revision = {earlier!r}\nraise SystemExit\n"
            (tmp_path / f"{name}.py").write_text(lines, "utf-8")
        return tmp_path

    return write


def test_revisions_follow_each_other(write):
    assert history(write(c="b", a=None, b="a")) == ("a", "b", "c")


def test_a_folder_that_is_not_there_has_no_history(tmp_path):
    assert history(tmp_path / "nowhere") == ()
    assert history(tmp_path) == ()


def test_a_revision_that_is_added_later_counts(write):
    assert history(write(a=None)) == ("a",)
    assert history(write(b="a")) == ("a", "b")


def test_two_revisions_after_the_same_one_are_refused(write):
    with pytest.raises(MigrationError, match=r"c\.py: b and c both follow a$"):
        history(write(a=None, b="a", c="a"))


def test_two_beginnings_are_refused(write):
    with pytest.raises(MigrationError, match="a and b both follow nothing"):
        history(write(a=None, b=None))


@pytest.mark.parametrize("broken", [{"b": "a"}, {"a": None, "c": "b"}, {"a": "b", "b": "a"}])
def test_a_gap_or_a_circle_is_refused(write, broken):
    with pytest.raises(MigrationError, match="do not form one line"):
        history(write(**broken))


@pytest.mark.parametrize(
    "source",
    [
        "revision = 1\ndown_revision = None",
        "revision = 'a'\ndown_revision = ('b', 'c')",
        "revision = 'a'",
        "",
    ],
)
def test_what_is_not_plain_text_is_refused(tmp_path, source):
    (tmp_path / "a.py").write_text(source, "utf-8")
    with pytest.raises(MigrationError, match="must be plain text"):
        history(tmp_path)


def test_annotated_names_are_read_as_well(tmp_path):
    (tmp_path / "a.py").write_text(
        "revision: str = 'a'\ndown_revision: str | None = None\n", "utf-8"
    )
    assert history(tmp_path) == ("a",)
