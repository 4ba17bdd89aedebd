# SPDX-License-Identifier: Apache-2.0
"""Files on disk: whole or not at all, under random names, in two levels of folders so that none grows large."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from balaikota.kernel.problems import StorageFull
from balaikota.kernel.text import _

PART: Final = ".part"
NAME: Final = re.compile(r"[0-9a-f]{40}(\.part)?")
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def new_name() -> str:
    """A random name: 160 bits, so that nobody meets or guesses one."""
    return secrets.token_hex(20)


def place_of(root: Path, name: str) -> Path:
    """Where the file ``name`` lies under ``root``."""
    return root / name[:2] / name[2:4] / name


def write(root: Path, name: str, content: bytes) -> None:
    """Keep ``content`` as ``name``, durable when this returns. Raises ``StorageFull`` and leaves nothing behind."""
    path = place_of(root, name)
    part = path.with_name(name + PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_part(part, content)
        part.rename(path)
        for folder in (path.parent, path.parent.parent, root):
            _settle(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in NO_ROOM:
            raise StorageFull(
                _("Berkas Anda belum tersimpan karena tempatnya penuh. Coba lagi nanti.")
            ) from error
        raise


def read(root: Path, name: str) -> bytes:
    """The content that was kept as ``name``. Raises ``FileNotFoundError``."""
    return place_of(root, name).read_bytes()


def remove(root: Path, name: str) -> None:
    """Forget ``name``; nothing happens when it is gone already."""
    place_of(root, name).unlink(missing_ok=True)


def kept_names(root: Path) -> Iterator[tuple[str, float]]:
    """Name and time of change (seconds since 1970) of every file, unfinished ones included."""
    for path in root.glob("??/??/*"):
        if NAME.fullmatch(path.name):
            try:
                yield path.name, path.stat().st_mtime
            except FileNotFoundError:  # somebody has just removed or finished it
                continue


def _write_part(part: Path, content: bytes) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the names in ``folder`` durable, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
