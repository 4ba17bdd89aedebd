# SPDX-License-Identifier: Apache-2.0
"""``balaikota files …``: what lies on disk and belongs to nothing."""

from __future__ import annotations

import click

from balaikota.files.sweeping import remove_strays, stray_files
from balaikota.kernel.runtime import Runtime


@click.command("sweep")
@click.option("--remove", is_flag=True, help="Remove them, however many they are.")
@click.pass_obj
def sweep(runtime: Runtime, remove: bool) -> None:
    """Count files older than a day that no row of the database knows; with --remove delete them.

    The worker does so by itself, unless they are so many that the database may be the wrong one.
    """
    total, strays = stray_files(runtime)
    if remove:
        remove_strays(runtime, strays)
    click.echo(f"{len(strays)} of {total} files {'removed' if remove else 'belong to nothing'}.")
