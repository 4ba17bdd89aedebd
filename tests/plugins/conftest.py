# SPDX-License-Identifier: Apache-2.0
"""A plugin from outside the tree, built and installed the ways that a city does it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from balaikota.testing.installed import InstalledCity

ROOT = Path(__file__).parents[2]
OUTSIDE = Path(__file__).with_name("outside")
collect_ignore = ["outside"]  # it has tests of its own, for an environment in which it is installed


def build_wheel(source: Path, folder: Path) -> Path:
    """Build the distribution in ``source`` from a copy: building leaves traces."""
    copy = folder / "source" / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    environ = {**os.environ, "BALAIKOTA_SKIP_NPM": "1"}  # the assets of the tree, as they are
    run = subprocess.run(
        [*command, str(copy)], env=environ, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def outside(tmp_path_factory) -> Path:
    """The plugin's repository, out of this one's sight."""
    folder = tmp_path_factory.mktemp("repository") / "contoh"
    shutil.copytree(OUTSIDE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="session")
def core_wheel(tmp_path_factory) -> Path:
    return build_wheel(ROOT / "core", tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="session")
def services_wheel(tmp_path_factory) -> Path:
    return build_wheel(ROOT / "plugins" / "public_services", tmp_path_factory.mktemp("services"))


@pytest.fixture(scope="session")
def contoh_wheel(tmp_path_factory) -> Path:
    return build_wheel(OUTSIDE, tmp_path_factory.mktemp("contoh"))


@pytest.fixture(scope="session")
def contoh(contoh_wheel, tmp_path_factory) -> Path:
    """A folder in which the plugin is installed: on the path of a process it is there, elsewhere it is not."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(folder), str(contoh_wheel)], check=True)
    return folder


@pytest.fixture
def urls(backend, databases, tmp_path):
    with databases.empty(backend, tmp_path) as made:
        yield made


@pytest.fixture
def city(urls, contoh, tmp_path) -> InstalledCity:
    """A city that has installed and enabled the plugin; its database is empty."""
    return InstalledCity.make(tmp_path, urls, enabled=["contoh"], path=(contoh,))
