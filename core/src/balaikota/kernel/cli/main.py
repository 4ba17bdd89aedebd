# SPDX-License-Identifier: Apache-2.0
"""``balaikota``: the kernel's commands, and each plugin's own under the plugin's name.

A command that bears its plugin's name stands beside the kernel's (``balaikota demo``); it gets no opened city.
The others stand below that name (``balaikota <plugin> …``) and receive the opened city by ``@click.pass_obj``.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from balaikota.kernel.cli.opening import Opening, in_city, opening, plainly
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.plugins import PluginError

KERNEL_COMMANDS = {
    "db": "balaikota.kernel.cli.database:database",
    "demo": "balaikota.kernel.demo.command:demo",
    "events": "balaikota.kernel.events.cli:commands",
    "keys": "balaikota.kernel.cli.keys:keys",
    "plugins": "balaikota.kernel.cli.plugins:plugins",
    "serve": "balaikota.kernel.cli.serve:serve",
    "worker": "balaikota.kernel.cli.worker:worker",
}
NEED_NO_CITY = {"demo", "keys"}


class CommandLine(click.Group):
    """The kernel's commands, imported when asked for, and those of the plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name; where no city can be opened, those that need none and the core's own."""
        try:
            found = self._contributed(opening(ctx))
        except PluginError:
            found = {}
        return sorted([*KERNEL_COMMANDS, *found])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None. Raises ``SettingsError`` where only usable settings could tell."""
        if place := KERNEL_COMMANDS.get(cmd_name):
            module, _, name = place.partition(":")
            command: click.Command = getattr(import_module(module), name)
            return command if cmd_name in NEED_NO_CITY else in_city(command)
        city = opening(ctx)
        found = self._contributed(city).get(cmd_name)
        if found is None:
            _ = city.settings  # broken settings say more than "no such command"
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run, with one sentence for what the operator can mend."""
        if ctx.params.get("traceback"):
            return super().invoke(ctx)
        with plainly():
            return super().invoke(ctx)

    def _contributed(self, city: Opening) -> dict[str, click.Command]:
        found: dict[str, click.Command] = {}
        for plugin, command in city.commanding.collect("commands"):
            if command.name == plugin.name:
                found[plugin.name] = command
            else:
                _group(found, plugin).add_command(in_city(command))
        return found


def _group(found: dict[str, click.Command], plugin: Plugin) -> click.Group:
    group = found.setdefault(plugin.name, click.Group(plugin.name, help=type(plugin).__doc__))
    if not isinstance(group, click.Group):
        raise PluginError(f"plugin {plugin.name!r}: its own command leaves no room for others")
    return group


@click.group(cls=CommandLine)
@click.option(
    "--settings",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="BALAIKOTA_SETTINGS",
    is_eager=True,
    help="The city's settings file [BALAIKOTA_SETTINGS].",
)
@click.option("--traceback", is_flag=True, help="Show where in the code a refusal arose.")
@click.version_option(package_name="balaikota")
def cli(settings: Path | None, traceback: bool) -> None:
    """Balaikota, the city hall: serve a city, look after its database and its plugins."""


def main() -> None:
    """The entry point of the program ``balaikota``."""
    cli(prog_name="balaikota")
