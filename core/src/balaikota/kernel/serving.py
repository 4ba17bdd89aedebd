# SPDX-License-Identifier: Apache-2.0
"""The web server: gunicorn, one process of eight threads unless told otherwise (docs: performance).

The app is made once, before processes are forked: a broken city is refused before anything listens, and memory
is shared. So nothing may hold a connection or a thread by then; the pool is forgotten in each child.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from balaikota.kernel.app import create_app
from balaikota.kernel.db.state import migration_state
from balaikota.kernel.events.worker import run_worker
from balaikota.kernel.http.log import configure_logging
from balaikota.kernel.runtime import Runtime

log = structlog.get_logger(__name__)


class JsonLines(Logger):
    """Gunicorn's own messages, in the same JSON lines as everything else."""

    def setup(self, cfg: Any) -> None:
        """Leave writing to the handlers that ``configure_logging`` made."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Companion:
    """The worker for events and jobs as a thread of a server process, for cities that run a single service."""

    def __init__(self, runtime: Runtime) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=run_worker, args=(runtime,), kwargs={"stop": self._stop}, name="worker"
        )

    def begin(self, _worker: object) -> None:
        """Begin, in the process that was forked."""
        self._thread.start()

    def end(self, _server: object, _worker: object) -> None:
        """Finish what was begun; what takes longer than the server's patience is resumed by the next worker."""
        self._stop.set()
        self._thread.join()


class CityServer(BaseApplication):
    """One city behind gunicorn."""

    SETTINGS: ClassVar[dict[str, object]] = {
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": 30,
        "keepalive": 5,
        "accesslog": None,  # the app writes a line per request, with routes instead of addresses
        "logger_class": JsonLines,
        "control_socket_disable": True,
        # The app itself reads forwarded headers, from as many proxies as the settings trust.
        "forwarded_allow_ips": "",
    }

    def __init__(self, app: Flask, settings: dict[str, object]) -> None:
        self._app = app
        self._settings = self.SETTINGS | settings
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made before the server."""
        return self._app


def serve(
    runtime: Runtime, *, bind: str, workers: int = 1, threads: int = 8, with_worker: bool = False
) -> None:
    """Serve until a signal ends it; never returns. Raises ``PluginError`` before anything listens."""
    configure_logging()
    app = create_app(runtime)
    _warn_of_old_tables(runtime)
    runtime.database.dispose()

    def post_fork(_server: object, _worker: object) -> None:
        runtime.database.dispose(close=False)

    settings: dict[str, object] = {"bind": bind, "workers": workers, "threads": threads}
    settings["post_fork"] = post_fork
    if with_worker:
        companion = Companion(runtime)
        settings |= {"post_worker_init": companion.begin, "worker_exit": companion.end}
    CityServer(app, settings).run()


def _warn_of_old_tables(runtime: Runtime) -> None:
    try:
        states = migration_state(runtime)
    except Exception as error:  # noqa: BLE001 - a database that is down now may be up when it is needed
        log.warning("database_does_not_answer", error=type(error).__name__)
        return
    for owner, state in states.items():
        if not state.current:
            log.warning("tables_not_ready", owner=owner, state=state.word)
