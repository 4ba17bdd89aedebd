# SPDX-License-Identifier: Apache-2.0
"""The contract suite that plugin authors run finds what is planted, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

SUITE = """
import pytest
from balaikota.testing.contract import *

pytestmark = pytest.mark.plugins("contoh")

@pytest.fixture
def plugin_name():
    return "contoh"
"""

# For each promise a way to break it: the file, what stands there, and what stands there instead.
PLANTED = {
    "test_it_says_who_it_is": (
        "../balaikota_contoh-1.2.0.dist-info/METADATA",
        "Requires-Dist: balaikota>=0.1",
        "Requires-Dist: babel",
    ),
    "test_each_route_declares_its_policy_and_how_it_bears_repetition": (
        "api.py",
        "idempotency=KEY",
        'idempotency=__import__("balaikota").exempt("because")',
    ),
    "test_whatever_it_contributes_bears_its_name": (
        "plugin.py",
        '"contoh.books")]',
        '"contoh.shelf")]',
    ),
    "test_its_english_catalogue_is_complete": (
        "translations/en/LC_MESSAGES/messages.po",
        'msgid "Belum ada buku tamu"',
        'msgid "Belum ada buku"',
    ),
    "test_it_imports_only_public_names": (
        "jobs.py",
        "from balaikota import Runtime",
        "from balaikota.kernel.runtime import Runtime",
    ),
    "test_each_of_its_commands_says_what_it_does": (
        "cli.py",
        '"""Open a guest book called TITLE."""',
        '""',
    ),
    "test_models_and_migrations_agree": (
        "models.py",
        'CheckConstraint("pages > 0"',
        'CheckConstraint("pages > 1"',
    ),
}


def failing(contoh, folder) -> set[str]:
    """Which promises the plugin breaks that is installed in the folder ``contoh``."""
    (folder / "test_contract.py").write_text(SUITE, "utf-8")
    found = os.environ.get("PYTHONPATH", "")
    environ = {**os.environ, "PYTHONPATH": f"{contoh}{os.pathsep}{found}"}
    options = ["-q", "-m", "not postgres", "-p", "no:cacheprovider", "--import-mode=importlib"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(folder / "test_contract.py")],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    assert "error" not in run.stdout.splitlines()[-1], run.stdout
    return set(re.findall(r"^FAILED \S+::(\w+)", run.stdout, re.MULTILINE))


def test_the_plugin_as_it_is_keeps_every_promise(contoh, tmp_path):
    assert failing(contoh, tmp_path) == set()


def test_each_broken_promise_is_found(contoh, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(contoh, broken)
    for name, before, after in PLANTED.values():
        path = broken / "balaikota_contoh" / name
        source = path.read_text("utf-8")
        assert before in source, name
        path.write_text(source.replace(before, after), "utf-8")
    assert failing(broken, tmp_path) == PLANTED.keys()
