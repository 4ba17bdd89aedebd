# SPDX-License-Identifier: Apache-2.0
"""What a web process must not carry: libraries that cost a second to import and serve few requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Each costs 50 to 1200 ms; it is imported inside the function that needs it.
HEAVY = {"PIL", "alembic", "pyhanko", "pytest", "typst"}

STARTING = """
import sys
from pathlib import Path
from balaikota.kernel.app import create_app
from balaikota.kernel.runtime import open_runtime
from balaikota.kernel.settings import read_settings
from balaikota.testing.city import city_settings

folder = Path(sys.argv[1])
values = city_settings(folder) | {"database": {"url": f"sqlite:///{folder}/city.db"}}
create_app(open_runtime(read_settings(values, environ={}, folder=folder)))
"""


def loaded_modules(program: str, folder: Path) -> set[str]:
    """What a fresh process has imported at the end of ``program``, by top-level name."""
    telling = f"{program}\nprint(*(name for name in sys.modules if '.' not in name))"
    command = [sys.executable, "-c", telling, str(folder)]
    return set(subprocess.check_output(command, text=True).splitlines()[-1].split())


def test_the_app_starts_without_heavy_libraries(tmp_path):
    loaded = loaded_modules(STARTING, tmp_path)
    assert (loaded & HEAVY, "flask" in loaded) == (set(), True)


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_heavy_library_would_be_seen(name, tmp_path):
    assert loaded_modules(f"import sys, {name}", tmp_path) & HEAVY == {name}


def test_the_facade_costs_nothing_until_it_is_used(tmp_path):
    loaded = loaded_modules("import sys, balaikota", tmp_path)
    assert ("balaikota" in loaded, "flask" in loaded, "sqlalchemy" in loaded) == (
        True,
        False,
        False,
    )
