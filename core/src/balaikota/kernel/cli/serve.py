# SPDX-License-Identifier: Apache-2.0
"""``balaikota serve``."""

from __future__ import annotations

import click

from balaikota.kernel.runtime import Runtime


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT or unix:PATH.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1), default=8, show_default=True, help="Of each.")
@click.option("--with-worker", is_flag=True, help="Deliver events and run jobs in here as well.")
@click.pass_obj
def serve(runtime: Runtime, bind: str, workers: int, threads: int, with_worker: bool) -> None:
    """Answer requests with gunicorn, until SIGTERM; what was begun is finished."""
    from balaikota.kernel import serving

    serving.serve(runtime, bind=bind, workers=workers, threads=threads, with_worker=with_worker)
