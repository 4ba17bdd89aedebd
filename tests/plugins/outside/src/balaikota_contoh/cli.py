# SPDX-License-Identifier: Apache-2.0
"""``balaikota contoh …``."""

from __future__ import annotations

import click

from balaikota import Runtime
from balaikota_contoh import services


@click.command("open")
@click.argument("title")
@click.pass_obj
def open_book(runtime: Runtime, title: str) -> None:
    """Open a guest book called TITLE."""
    with runtime.database.write() as session:
        book = services.open_book(session, None, title=title)
    click.echo(book.id)
