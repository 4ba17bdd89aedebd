# SPDX-License-Identifier: Apache-2.0
"""The fixture ``postgres_cluster``: one server for a whole pytest run, however many workers it has.

The process that the developer started owns the server; the workers of pytest-xdist join it.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from balaikota.testing.postgres import Cluster, join_cluster, reason_for_absence, run_directory

_DIRECTORY = pytest.StashKey[Path]()
_FOR_WORKERS = "balaikota_postgres_run"


@pytest.fixture(scope="session")
def postgres_cluster(pytestconfig: pytest.Config) -> Cluster:
    """The run's PostgreSQL, started by the first test that asks; skips where none is installed."""
    if reason := reason_for_absence():
        pytest.skip(reason)
    return join_cluster(_directory(pytestconfig))


def pytest_configure(config: pytest.Config) -> None:
    """Take over, in a worker of pytest-xdist, the directory that its controller owns."""
    told: dict[str, Any] = getattr(config, "workerinput", {})
    if _FOR_WORKERS in told:
        config.stash[_DIRECTORY] = Path(told[_FOR_WORKERS])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist, before it starts, where its run's directory lies."""
    node.workerinput[_FOR_WORKERS] = str(_directory(node.config))


def _directory(config: pytest.Config) -> Path:
    """The run's directory; its first caller makes this process the owner."""
    if _DIRECTORY not in config.stash:
        owned = ExitStack()
        config.stash[_DIRECTORY] = owned.enter_context(run_directory())
        config.add_cleanup(owned.close)
    return config.stash[_DIRECTORY]
