# SPDX-License-Identifier: Apache-2.0
"""Who may import whom: the contracts of the root ``pyproject.toml``, and that each can break."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("core/src/balaikota", "plugins/public_services/src/balaikota_public_services")

# For each contract a module that breaks it: where it lies, and what it imports.
PLANTED = {
    "floors": ("balaikota/kernel/planted.py", "import balaikota.identity"),
    "facade": ("balaikota/identity/planted.py", "from balaikota import Plugin"),
    "plugins": ("balaikota_public_services/planted.py", "import balaikota.kernel"),
    "sides": ("balaikota_public_services/models.py", "import balaikota_public_services.services"),
    "services": ("balaikota_public_services/services.py", "from flask import request"),
    "letters": ("balaikota/kernel/planted.py", "import typst"),
}

VERDICT = re.compile(r"^(.+) (KEPT|BROKEN)(?: \(.+\))?$", re.MULTILINE)


def broken_contracts(folder: Path) -> dict[str, bool]:
    """Which contract is broken by the sources in ``folder``, by its name."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    command += ["--config", str(ROOT / "pyproject.toml")]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    found = VERDICT.findall(run.stdout)
    verdicts = {name: verdict == "BROKEN" for name, verdict in found}
    assert verdicts, run.stdout + run.stderr
    return verdicts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources, in which a test may plant what it likes."""
    no_assets = shutil.ignore_patterns("_assets")
    for source in SOURCES:
        shutil.copytree(ROOT / source, tmp_path / Path(source).name, ignore=no_assets)
    return tmp_path


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict[str, Any]]:
    """The contracts by their ids."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def test_the_tree_keeps_every_contract(copy, contracts):
    verdicts = {contract["name"]: False for contract in contracts.values()}
    assert broken_contracts(copy) == verdicts


def test_each_contract_finds_a_planted_fault(copy, contracts):
    assert PLANTED.keys() == contracts.keys()
    for name, statement in PLANTED.values():
        with (copy / name).open("a", encoding="utf-8") as module:
            module.write(f"{statement}\n")
    verdicts = {contract["name"]: True for contract in contracts.values()}
    assert broken_contracts(copy) == verdicts


def test_every_floor_and_every_plugin_has_its_sides_checked(contracts):
    floors = [name for layer in contracts["floors"]["layers"] for name in layer.split(" | ")]
    features = {f"balaikota.{name}" for name in floors if name not in {"kernel", "testing"}}
    plugins = {path.name for path in ROOT.glob("plugins/*/src/*") if path.is_dir()}
    assert set(contracts["sides"]["containers"]) == features | plugins
