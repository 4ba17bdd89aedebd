# SPDX-License-Identifier: Apache-2.0
"""``balaikota keys …``."""

from __future__ import annotations

import click

from balaikota.kernel.secrets.keys import KeyRing


@click.group()
def keys() -> None:
    """Keys of the city."""


@keys.command("new")
def new() -> None:
    """Print a new master key for the setting keys.master. Who loses it loses every sealed value."""
    click.echo(KeyRing.new_master())
