# SPDX-License-Identifier: Apache-2.0
"""Make the folder of a demo city: settings with keys of its own, crest, regions, database, files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import click

from balaikota.kernel.secrets.keys import KeyRing

CITIES = files("balaikota.kernel.demo") / "cities"


def demo_cities() -> list[str]:
    """The cities that ship with the core."""
    return sorted(entry.name for entry in CITIES.iterdir() if entry.is_dir())


def prepare_city(name: str, folder: Path, *, port: int, plugins: Sequence[str] | None) -> Path:
    """Write the settings of demo city ``name`` into ``folder`` and return the file.

    The master key of an earlier run is kept, so its data stays readable; everything else is written anew.
    Raises ``click.ClickException`` for a city that does not ship.
    """
    if name not in demo_cities():
        raise click.ClickException(
            f"there is no demo city {name!r}; try {', '.join(demo_cities())}"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with as_file(CITIES / name) as source:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    settings = folder / "kota.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + _own_part(folder, port, plugins), encoding="utf-8"
    )
    return settings


def _own_part(folder: Path, port: int, plugins: Sequence[str] | None) -> str:
    chosen = (
        "" if plugins is None else f"\n[plugins]\nenabled = {list(plugins)!r}\n".replace("'", '"')
    )
    return f"""
# Written by `balaikota demo`
[server]
mode = "demo"
base_url = "http://localhost:{port}"

[database]
url = "sqlite:///{folder.resolve() / "kota.sqlite3"}"

[keys]
master = "{_master_key(folder / "master.key")}"

[files]
path = "files"
{chosen}"""


def _master_key(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(KeyRing.new_master(), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
