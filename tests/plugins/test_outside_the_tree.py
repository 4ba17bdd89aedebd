# SPDX-License-Identifier: Apache-2.0
"""A plugin from a repository of its own, installed as a wheel, stands exactly equal to one in this tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from balaikota.testing.installed import InstalledCity

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]


class Environment:
    """An empty Python environment with wheels in it: the core, the tree's own plugin, and the one from outside."""

    def __init__(self, folder: Path) -> None:
        self.python = folder / "bin" / "python"
        self.balaikota = folder / "bin" / "balaikota"

    def pip(self, *words: object) -> None:
        constraints = ROOT / "constraints.txt"
        run = [self.python, "-m", "pip", words[0], "--quiet", "--disable-pip-version-check"]
        if words[0] == "install":
            run += ["--constraint", constraints]
        done = subprocess.run([*run, *words[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def environment(core_wheel, services_wheel, contoh_wheel, tmp_path_factory) -> Environment:
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    made = Environment(folder)
    made.pip("install", f"{core_wheel}[test]", services_wheel, contoh_wheel)
    return made


@pytest.fixture
def city(environment, urls, tmp_path) -> InstalledCity:
    return InstalledCity.make(tmp_path, urls, enabled=["contoh"], program=environment.balaikota)


def get(address: str) -> str:
    with urlopen(address) as answer:
        return answer.read().decode()


def plugins(city: InstalledCity) -> dict[str, dict[str, object]]:
    return {line["name"]: line for line in json.loads(city.run("plugins", "--json"))}


def test_it_is_listed_like_every_other(city):
    city.run("db", "upgrade")
    found = plugins(city)
    assert found["contoh"] == {
        "name": "contoh",
        "version": "1.2.0",
        "distribution": "balaikota-contoh",
        "hooks": ["api_blueprints", "commands", "jobs", "permissions", "tiles", "web_blueprints"],
        "migrations": "ready (0002)",
        "builtin": False,
        "enabled": True,
    }
    assert found["contoh"].keys() == found["identity"].keys()


def test_it_answers_requests_and_takes_commands(city):
    city.run("db", "upgrade")
    city.run("contoh", "open", "Kantor Lurah Api-Api")
    with city.serving() as address:
        assert "Kantor Lurah Api-Api" in get(f"{address}/buku-tamu/")
        books = json.loads(get(f"{address}/api/v1/contoh/books"))
        assert [book["title"] for book in books["items"]] == ["Kantor Lurah Api-Api"]
        document = json.loads(get(f"{address}/api/v1/openapi.json"))
        assert "/api/v1/contoh/books" in document["paths"]
        assert json.loads(get(f"{address}/readyz"))["plugins"]["contoh"] == "ready (0002)"


def test_it_stands_beside_the_trees_own_plugin(environment, urls, tmp_path):
    both = ["public_services", "contoh"]
    city = InstalledCity.make(tmp_path, urls, enabled=both, program=environment.balaikota)
    city.run("db", "upgrade")
    assert city.run("db", "check").count("models and tables agree") == 3
    with city.serving() as address:
        assert json.loads(get(f"{address}/readyz"))["plugins"].keys() == {"core", *both}
        home = get(f"{address}/")
        assert "/buku-tamu/" in home
        assert "/layanan" in home


def test_it_goes_and_the_city_stays(city, environment, contoh_wheel, tmp_path, urls):
    city.run("db", "upgrade")
    city.run("contoh", "open", "Kantor Lurah Api-Api")
    bare = InstalledCity.make(tmp_path, urls, program=environment.balaikota)
    assert plugins(bare)["contoh"]["migrations"] == "not enabled"
    assert "installed, not enabled" in bare.run("db", "status")
    environment.pip("uninstall", "--yes", "balaikota-contoh")
    try:
        assert "contoh  0002      -     orphaned (not installed)" in bare.run("db", "status")
        assert bare.run("db", "upgrade").startswith("core: ready")
        with bare.serving() as address:  # the core alone
            assert json.loads(get(f"{address}/readyz"))["plugins"].keys() == {"core"}
        assert "contoh_book: 1 rows" in bare.run("db", "purge", "contoh", "--yes-purge", "contoh")
        assert "contoh" not in bare.run("db", "status")
    finally:
        environment.pip("install", "--no-deps", contoh_wheel)
    city = InstalledCity.make(tmp_path, urls, enabled=["contoh"], program=environment.balaikota)
    assert "contoh: nothing -> 0002" in city.run("db", "upgrade")


def test_it_keeps_the_contract_by_its_own_tests(environment, postgres_cluster, outside, tmp_path):
    """The author's own tests, with our fixtures and suite, in an environment without this tree."""
    environ = {**os.environ, "BALAIKOTA_TEST_POSTGRES": postgres_cluster.admin_url}
    environ.pop("PYTHONPATH", None)
    run = subprocess.run(
        [environment.python, "-m", "pytest", "-v", "-p", "no:cacheprovider", outside / "tests"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    for database in ("sqlite", "postgres"):
        assert f"test_models_and_migrations_agree[{database}] PASSED" in run.stdout
    assert "SKIPPED" not in run.stdout
