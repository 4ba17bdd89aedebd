# SPDX-License-Identifier: Apache-2.0
"""``balaikota worker``."""

from __future__ import annotations

import signal
import threading

import click

from balaikota.kernel.events.worker import deliver_once, run_worker
from balaikota.kernel.http.log import configure_logging
from balaikota.kernel.runtime import Runtime


@click.command()
@click.option("--once", is_flag=True, help="Deliver what waits now, then end; no recurring jobs.")
@click.pass_obj
def worker(runtime: Runtime, once: bool) -> None:
    """Deliver events and messages and run recurring jobs, until SIGTERM; what was begun is finished."""
    configure_logging()
    if once:
        while deliver_once(runtime):
            pass
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_worker(runtime, stop=stop)
