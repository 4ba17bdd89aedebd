# SPDX-License-Identifier: Apache-2.0
"""The revisions of one owner, read from their files as text: the migration tool itself is slow to import."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from balaikota.kernel.db.owners import MigrationError


def history(versions: Path) -> tuple[str, ...]:
    """The revisions in the folder ``versions``, oldest first; empty where there is none.

    Raises :class:`MigrationError` unless they form one line: two people who each added a revision settle it by
    renumbering theirs, before any city meets the fork.
    """
    files = sorted(versions.glob("*.py")) if versions.is_dir() else []
    return _history(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=256)
def _history(files: tuple[tuple[Path, int], ...]) -> tuple[str, ...]:
    after: dict[str | None, str] = {}
    for path, _changed in files:
        revision, earlier = _names(path)
        if earlier in after:
            raise MigrationError(
                f"{path}: {after[earlier]} and {revision} both follow {earlier or 'nothing'}"
            )
        after[earlier] = revision
    line = list(_walk(after))
    if len(line) != len(files):
        raise MigrationError(f"{files[0][0].parent}: the revisions do not form one line")
    return tuple(line)


def _walk(after: dict[str | None, str]) -> Iterable[str]:
    revision: str | None = None
    for _step in after:
        if (revision := after.get(revision)) is None:
            return
        yield revision


def _names(path: Path) -> tuple[str, str | None]:
    """The values of ``revision`` and ``down_revision`` in the file."""
    found: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found[ast.unparse(target)] = node.value.value
    revision, earlier = found.get("revision"), found.get("down_revision", "")
    if not (isinstance(revision, str) and revision) or not (
        earlier is None or (isinstance(earlier, str) and earlier)
    ):
        raise MigrationError(f"{path}: revision and down_revision must be plain text")
    return revision, earlier
