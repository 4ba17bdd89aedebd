# SPDX-License-Identifier: Apache-2.0
"""``balaikota plugins``: what this city hall consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import EntryPoint, entry_points, version

import click
import orjson
from sqlalchemy.exc import DBAPIError

from balaikota.kernel.cli.tables import print_table
from balaikota.kernel.db.owners import CORE
from balaikota.kernel.db.state import migration_state
from balaikota.kernel.plugins import PLUGIN_GROUP
from balaikota.kernel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Line:
    """One plugin, for people and machines alike."""

    name: str
    version: str | None
    distribution: str | None
    hooks: list[str]
    migrations: str
    builtin: bool
    enabled: bool


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def plugins(runtime: Runtime, as_json: bool) -> None:
    """List the plugins: name, version, distribution, the hooks that each answers, the state of its tables."""
    lines = [*_enabled(runtime), *_others(runtime)]
    if as_json:
        click.echo(orjson.dumps([asdict(line) for line in lines], option=orjson.OPT_INDENT_2))
        return
    print_table(
        ["NAME", "VERSION", "DISTRIBUTION", "MIGRATIONS", "HOOKS"],
        [(x.name, x.version, x.distribution, x.migrations, " ".join(x.hooks)) for x in lines],
    )


def _enabled(runtime: Runtime) -> Iterator[Line]:
    try:
        words = {owner: state.word for owner, state in migration_state(runtime).items()}
    except DBAPIError:
        words = {}  # what is installed can be said without the database
    builtins = {plugin.name for plugin in runtime.plugins.builtins}
    for plugin in runtime.plugins:
        distribution = runtime.plugins.distributions.get(plugin.name)
        yield Line(
            name=plugin.name,
            version=version(distribution) if distribution else None,
            distribution=distribution,
            hooks=runtime.plugins.hooks_of(plugin),
            migrations=words.get(
                CORE if plugin.name in builtins else plugin.name, "the database does not answer"
            ),
            builtin=plugin.name in builtins,
            enabled=True,
        )


def _others(runtime: Runtime) -> Iterator[Line]:
    """Installed, not enabled: known by name only, for their code is not imported."""
    for point in sorted(entry_points(group=PLUGIN_GROUP), key=_name):
        if point.name not in runtime.plugins:
            yield Line(
                name=point.name,
                version=point.dist.version if point.dist else None,
                distribution=point.dist.name if point.dist else None,
                hooks=[],
                migrations="not enabled",
                builtin=False,
                enabled=False,
            )


def _name(point: EntryPoint) -> str:
    return point.name
