# SPDX-License-Identifier: Apache-2.0
"""What an operator's monitor asks: is the process alive, and can it serve."""

from __future__ import annotations

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from balaikota.kernel.db.state import migration_state
from balaikota.kernel.http.context import current_runtime
from balaikota.kernel.http.policy import PUBLIC, policy


@policy(PUBLIC)
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@policy(PUBLIC)
def ready() -> ResponseReturnValue:
    """The database answers and each plugin's tables are at the version that its code needs; 503 otherwise."""
    runtime = current_runtime()
    runtime.database.check()
    states = migration_state(runtime)
    words = {name: state.word for name, state in states.items()}
    if any(not state.current for state in states.values()):
        # For monitors, which read JSON; as a problem it would be a page for people, and a crash in the log.
        return jsonify(status="tables are not ready: balaikota db upgrade", plugins=words), 503
    return jsonify(status="ok", plugins=words)


def add_health(app: Flask) -> None:
    """Mount ``/healthz`` and ``/readyz``."""
    app.add_url_rule("/healthz", "kernel.alive", alive, methods=["GET"])
    app.add_url_rule("/readyz", "kernel.ready", ready, methods=["GET"])
