# SPDX-License-Identifier: Apache-2.0
"""``balaikota db …``: tables of the core and of plugins."""

from __future__ import annotations

import click

from balaikota.kernel.cli.tables import print_table
from balaikota.kernel.db import purge as removal
from balaikota.kernel.db.owners import owners
from balaikota.kernel.db.state import every_owner
from balaikota.kernel.runtime import Runtime


@click.group()
def database() -> None:
    """Look after the tables of the core and of each plugin."""


@database.command()
@click.pass_obj
def upgrade(runtime: Runtime) -> None:
    """Bring all tables to what the code needs: the core first, then each plugin, each whole or not at all."""
    from balaikota.kernel.db import migrate

    def report(done: migrate.Upgraded) -> None:
        if done.before == done.after:
            click.echo(f"{done.owner}: ready ({done.after or 'no tables'})")
        else:
            click.echo(f"{done.owner}: {done.before or 'nothing'} -> {done.after}")

    migrate.upgrade(runtime, report)


@database.command()
@click.pass_obj
def status(runtime: Runtime) -> None:
    """Show at which revision the tables of each owner are, also of plugins that are gone."""
    rows = [(line.owner, line.revision, line.head, line.word) for line in every_owner(runtime)]
    print_table(["OWNER", "REVISION", "HEAD", "STATE"], rows)


@database.command()
@click.argument("plugin")
@click.option(
    "--yes-purge", metavar="PLUGIN", help="The plugin's name again, instead of typing it."
)
@click.pass_obj
def purge(runtime: Runtime, plugin: str, yes_purge: str | None) -> None:
    """Remove the tables of PLUGIN with everything in them. There is no way back but a backup."""
    tables = removal.doomed(runtime, plugin)
    for table, rows in tables.items():
        click.echo(f"{table}: {rows} rows")
    typed = yes_purge or click.prompt(f"This cannot be undone. Type {plugin} to go on")
    if typed != plugin:
        raise click.ClickException(f"{typed!r} is not {plugin!r}: nothing was removed")
    removed = removal.purge(runtime, plugin)
    click.echo(f"{plugin}: {len(removed)} tables removed")


@database.command()
@click.argument("owner")
@click.argument("message")
@click.pass_obj
def revision(runtime: Runtime, owner: str, message: str) -> None:
    """Write the difference between OWNER's models and its tables as a new revision, to be read before it is used."""
    from balaikota.kernel.db import migrate

    click.echo(migrate.write_revision(runtime, owner, message))


@database.command()
@click.argument("owner", nargs=-1)
@click.pass_obj
def check(runtime: Runtime, owner: tuple[str, ...]) -> None:
    """Compare models with tables, of each OWNER or of all; the exit status is 1 where they differ."""
    from balaikota.kernel.db import migrate

    differ = False
    for name in owner or [each.name for each in owners(runtime.plugins)]:
        found = migrate.differences(runtime, name)
        click.echo(f"{name}: {f'{len(found)} differences' if found else 'models and tables agree'}")
        for difference in found:
            click.echo(f"  {difference}")
        differ = differ or bool(found)
    if differ:
        raise click.exceptions.Exit(1)
