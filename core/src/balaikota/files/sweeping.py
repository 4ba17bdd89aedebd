# SPDX-License-Identifier: Apache-2.0
"""Find and remove files on disk that no row knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

import structlog
from sqlalchemy import select

from balaikota.files import storage
from balaikota.files.models import StoredFile
from balaikota.kernel.db import Session
from balaikota.kernel.runtime import Runtime

OLD_ENOUGH: Final = timedelta(days=1)  # no request lasts that long: its row may still come
BATCH: Final = 500
FEW: Final = 100
SHARE: Final = 10

log = structlog.get_logger(__name__)


def sweep(runtime: Runtime) -> None:
    """Remove old files without a row; a job. Very many of them mean a wrong database, not rubbish: none is removed."""
    total, strays = stray_files(runtime)
    if len(strays) > max(FEW, total // SHARE):
        log.error("too_many_stray_files", strays=len(strays), files=total)
        return
    remove_strays(runtime, strays)


def remove_strays(runtime: Runtime, names: Sequence[str]) -> None:
    """Remove these files from the disk."""
    for name in names:
        storage.remove(runtime.settings.files_path, name)
    if names:
        log.info("stray_files_removed", count=len(names))


def stray_files(runtime: Runtime) -> tuple[int, list[str]]:
    """How many files there are, and the names of the old ones that no row knows."""
    latest = (runtime.now() - OLD_ENOUGH).timestamp()
    total, strays = 0, []
    with runtime.database.read() as session:
        for batch in _batches(storage.kept_names(runtime.settings.files_path)):
            total += len(batch)
            known = _known(session, [name for name, _changed in batch])
            strays += [name for name, changed in batch if changed < latest and name not in known]
    return total, strays


def _known(session: Session, names: list[str]) -> set[str]:
    return set(session.scalars(select(StoredFile.stored_as).where(StoredFile.stored_as.in_(names))))


def _batches(items: Iterator[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    while batch := list(islice(items, BATCH)):
        yield batch
