# SPDX-License-Identifier: Apache-2.0
"""``balaikota regions …``."""

from __future__ import annotations

from pathlib import Path

import click

from balaikota.kernel.runtime import Runtime
from balaikota.regions.reading import read_csv, read_toml
from balaikota.regions.services import import_regions


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_list(runtime: Runtime, file: Path) -> None:
    """Bring the city's places to what FILE says: CSV with code,name,postcode, or TOML.

    Doing it again changes nothing. Places of other cities in FILE are left out; none is ever removed.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text; save it as CSV UTF-8") from error
    rows = read_toml(text) if file.suffix == ".toml" else read_csv(text)
    with runtime.database.write() as session:
        count = import_regions(session, None, rows)
    click.echo(
        f"{count.added} added, {count.changed} changed, {count.unchanged} unchanged, "
        f"{count.elsewhere} of other cities left out"
    )
