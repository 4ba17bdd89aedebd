# SPDX-License-Identifier: Apache-2.0
"""The settings of a test city: Bontang, WITA, with keys made for the test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from balaikota.kernel.plugin import Plugin
from balaikota.kernel.runtime import Runtime, open_runtime
from balaikota.kernel.secrets.keys import KeyRing
from balaikota.kernel.settings import read_settings
from balaikota.testing.clock import Clock
from balaikota.testing.postgres import DatabaseUrls


def city_settings(folder: Path, *, enabled: Iterable[str] | None = None) -> dict[str, Any]:
    """Settings as they would stand in the file, without a database; ``enabled`` None means every installed plugin."""
    values: dict[str, Any] = {
        "city": {
            "name": "Bontang",
            "code": "64.74",
            "province": "Kalimantan Timur",
            "timezone": "Asia/Makassar",
            "government": "Pemerintah Kota Bontang",
            "letter_place": "Bontang",
        },
        "server": {"mode": "test", "base_url": "http://localhost:8000"},
        "keys": {"master": KeyRing.new_master()},
        "files": {"path": str(folder / "files")},
        "documents": {"signing": "demo"},
    }
    if enabled is not None:
        values["plugins"] = {"enabled": list(enabled)}
    return values


def city_at(
    urls: DatabaseUrls,
    values: dict[str, Any],
    *,
    folder: Path,
    extra: Iterable[Plugin] = (),
    clock: Clock | None = None,
) -> Runtime:
    """Open the city of the settings ``values`` on the database at ``urls``.

    ``extra`` are plugins that are not installed; ``folder`` is where relative paths start. Whoever opens it
    closes it: ``runtime.database.dispose()``.
    """
    database = {"url": urls.url, "owner_url": urls.owner_url}
    settings = read_settings(values | {"database": database}, environ={}, folder=folder)
    return open_runtime(settings, extra=extra, clock=clock or Clock())
