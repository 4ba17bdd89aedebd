# SPDX-License-Identifier: Apache-2.0
"""How a command reaches the city: opened once, only where a command needs it, and refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property, wraps
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import InterfaceError, OperationalError

from balaikota.kernel.db.owners import MigrationError
from balaikota.kernel.plugins import PluginError, Plugins, load
from balaikota.kernel.problems import Problem
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.settings import Settings, SettingsError, load_settings


class Refusal(click.ClickException):
    """One sentence on standard error and exit status 1, instead of a traceback."""

    def show(self, file: Any = None) -> None:
        """Print it."""
        click.echo(f"balaikota: {self.format_message()}", err=True)


class BrokenCity(Refusal):
    """The settings or a plugin cannot be used; exit status 2."""

    exit_code = 2


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what an operator can mend into a :class:`Refusal`; anything else is our mistake and keeps its trace."""
    try:
        yield
    except (SettingsError, PluginError) as error:
        raise BrokenCity(str(error)) from error
    except MigrationError as error:
        raise Refusal(str(error)) from error
    except Problem as problem:
        sentences = [error.detail for error in problem.errors] or [problem.detail or problem.title]
        raise Refusal("\n".join(map(str, sentences))) from problem
    except (OperationalError, InterfaceError) as error:
        raise Refusal(f"the database does not answer: {error.orig}") from error


class Opening:
    """The city that a command line names: by ``--settings``, ``BALAIKOTA_SETTINGS`` or environment variables alone."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises ``SettingsError``."""
        return load_settings(self._file)

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins that the settings enable. Raises ``SettingsError`` and ``PluginError``."""
        return load(self.settings.enabled)

    @cached_property
    def runtime(self) -> Runtime:
        """The opened city. Raises ``SettingsError`` and ``PluginError``."""
        return Runtime(self.settings, self.plugins)

    @cached_property
    def commanding(self) -> Plugins:
        """Whose commands there are: the settings' plugins, or the core's own where there are no usable settings."""
        try:
            return self.plugins
        except SettingsError:
            return load(())


def opening(context: click.Context) -> Opening:
    """The city of this command line."""
    root = context.find_root()
    if not isinstance(root.obj, Opening):
        root.obj = Opening(root.params.get("settings"))
    return root.obj


def in_city(command: click.Command) -> click.Command:
    """The same command, whose ``@click.pass_obj`` is the opened city (a ``Runtime``).

    The city is opened when the command runs, not when its help is shown.
    """
    opened = copy(command)
    if isinstance(opened, click.Group):
        opened.commands = {name: in_city(inner) for name, inner in opened.commands.items()}
    elif opened.callback is not None:
        opened.callback = _opening_first(opened.callback)
    return opened


def _opening_first(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        context = click.get_current_context()
        context.obj = opening(context).runtime
        return callback(*arguments, **options)

    return run
