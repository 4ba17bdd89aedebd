# SPDX-License-Identifier: Apache-2.0
"""``balaikota events …``: what could not be delivered, and trying it again."""

from __future__ import annotations

from uuid import UUID

import click

from balaikota.kernel.events.dead_letters import dead_letters, orphans
from balaikota.kernel.events.dead_letters import replay as replay_letters
from balaikota.kernel.runtime import Runtime


@click.group("events")
def commands() -> None:
    """Show what could not be delivered, and try it again."""


@commands.command("dead")
@click.pass_obj
def dead(runtime: Runtime) -> None:
    """List deliveries that were given up, and those that wait for a plugin that is not enabled."""
    with runtime.database.read() as session:
        letters, waiting = dead_letters(session), orphans(session)
    for letter in letters:
        fate = "" if letter.is_readable else "  [contents wiped]"
        click.echo(
            f"{letter.id}  {letter.created_at:%Y-%m-%d %H:%M}Z  {letter.event} -> {letter.listener}"
            f"  {letter.attempts} attempts: {letter.last_error}{fate}"
        )
    for group in waiting:
        click.echo(f"{group.count} waiting: {group.event} -> {group.listener} (not enabled)")
    if not letters and not waiting:
        click.echo("Everything was delivered.")


@commands.command("replay")
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--all", "everything", is_flag=True, help="Every delivery that was given up.")
@click.pass_obj
def replay(runtime: Runtime, ids: tuple[UUID, ...], everything: bool) -> None:
    """Try deliveries again that were given up: name their IDS, or --all."""
    if everything == bool(ids):
        raise click.UsageError("Name deliveries (`balaikota events dead` lists them), or --all.")
    with runtime.database.write() as session:
        revived = set(replay_letters(session, None if everything else ids))
    click.echo(f"{len(revived)} will be tried again.")
    if lost := [str(wanted) for wanted in ids if wanted not in revived]:
        raise click.ClickException(f"not dead, or contents wiped: {', '.join(lost)}")
