# SPDX-License-Identifier: Apache-2.0
"""The throw-away PostgreSQL of the test kit: what it promises, and that nothing of it stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from balaikota.testing.ports import PORTS
from balaikota.testing.postgres import (
    ANOTHER_SERVER,
    APPLICATION_ROLE,
    OWNER_ROLE,
    Cluster,
    join_cluster,
    reason_for_absence,
    run_directory,
    running_cluster,
)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(reason_for_absence() is not None, reason=str(reason_for_absence())),
]

# A run in a process of its own: it says where its files lie, who serves, and then waits.
ANOTHER_RUN = """
import sys
from pathlib import Path
from balaikota.testing.postgres import join_cluster, run_directory
with run_directory() as directory:
    print(directory, join_cluster(directory).admin_url, flush=True)
    sys.stdin.read()
"""
JOINING = """
import sys
from pathlib import Path
from balaikota.testing.postgres import join_cluster
print(join_cluster(Path(sys.argv[1])).admin_url)
"""


@pytest.fixture(scope="module", autouse=True)
def shelf() -> Iterator[Path]:
    """A temporary folder of this module's own, so that its runs never meet the suite's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)  # pytest's folders are closed to the user that the server runs as
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(ANOTHER_SERVER, raising=False)
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(shelf: Path) -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture
def another_run(shelf: Path) -> Iterator[tuple[subprocess.Popen[str], Path, str]]:
    """A run of another process: its process, its directory and its superuser's URL."""
    command = [sys.executable, "-c", ANOTHER_RUN]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        directory, admin_url = process.stdout.readline().split()
        yield process, Path(directory), admin_url
        process.kill()


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def connect(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql")
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


def is_serving(url: str) -> bool:
    try:
        return rows(url, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def test_the_server_listens_on_this_machine_only_and_below_the_ephemeral_ports(cluster):
    url = make_url(cluster.admin_url)
    assert (url.host, url.port in PORTS, PORTS.stop <= 32768) == ("127.0.0.1", True, True)
    assert rows(cluster.admin_url, "SHOW listen_addresses") == [("127.0.0.1",)]


def test_the_server_refuses_a_wrong_password(cluster):
    wrong = make_url(cluster.admin_url).set(password="salah")
    assert not is_serving(wrong.render_as_string(hide_password=False))


def test_the_server_never_runs_as_root(cluster):
    [(process_id,)] = rows(cluster.admin_url, "SELECT pg_backend_pid()")
    [(folder,)] = rows(cluster.admin_url, "SHOW data_directory")
    assert process_id
    assert Path(str(folder), "postmaster.pid").stat().st_uid != 0


def test_the_application_role_has_only_what_the_owner_granted(cluster):
    urls = cluster.create_database("grants")
    with connect(urls.owner_url) as owner:
        owner.execute("CREATE TABLE audit (seen text)")
        with connect(urls.url) as application:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("SELECT seen FROM audit")
            owner.execute(f"GRANT INSERT, SELECT ON audit TO {APPLICATION_ROLE}")
            application.execute("INSERT INTO audit VALUES ('once')")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("UPDATE audit SET seen = 'never'")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE TABLE mine (n int)")
    owners = "SELECT tableowner FROM pg_tables WHERE tablename = 'audit'"
    assert rows(urls.url, owners) == [(OWNER_ROLE,)]
    cluster.drop_database("grants")


def test_a_copy_of_a_template_has_its_rows_and_leaves_it_alone(cluster):
    template = cluster.create_database("template")
    with connect(template.owner_url) as owner:
        owner.execute("CREATE TABLE kelurahan AS SELECT 'Api-Api' AS name")
    copy = cluster.create_database("copy", template="template")
    with connect(copy.owner_url) as owner:
        owner.execute("INSERT INTO kelurahan VALUES ('Guntung')")
    count = "SELECT count(*) FROM kelurahan"
    assert (rows(copy.owner_url, count), rows(template.owner_url, count)) == ([(2,)], [(1,)])
    cluster.drop_database("copy")
    cluster.drop_database("template")


def test_dropping_a_database_disconnects_whoever_is_still_in_it(cluster):
    urls = cluster.create_database("busy")
    with connect(urls.url) as lingering:
        cluster.drop_database("busy")
        with pytest.raises(psycopg.OperationalError):
            lingering.execute("SELECT 1")
    assert not is_serving(urls.url)


def test_processes_that_join_at_once_get_one_server(shelf):
    with run_directory() as directory:
        command = [sys.executable, "-c", JOINING, str(directory)]
        joining = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        answers = {process.communicate()[0].strip() for process in joining}
        assert answers == {join_cluster(directory).admin_url}


def test_the_end_of_a_run_stops_its_server_and_leaves_no_file(shelf):
    with run_directory() as directory:
        url = join_cluster(directory).admin_url
        assert is_serving(url)
    assert (is_serving(url), directory.exists()) == (False, False)


def test_a_killed_run_is_swept_away_by_the_next(another_run):
    process, directory, url = another_run
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert is_serving(url), "the server outlives its owner, or there is nothing to sweep"
    with running_cluster():
        assert (is_serving(url), directory.exists()) == (False, False)


def test_a_run_that_goes_on_is_not_swept_away(another_run):
    _, directory, url = another_run
    with running_cluster() as mine:
        assert mine.admin_url != url
        assert (is_serving(url), directory.exists()) == (True, True)


def test_another_server_can_be_named_and_keeps_nothing_of_the_run(cluster, monkeypatch):
    monkeypatch.setenv(ANOTHER_SERVER, cluster.admin_url)
    before = cluster.create_database("citizens")
    names = "SELECT datname FROM pg_database ORDER BY datname"
    with running_cluster() as guest:
        guest.create_roles()
        urls = guest.create_database("citizens")
        assert make_url(guest.admin_url) == make_url(cluster.admin_url)
        assert (is_serving(urls.url), is_serving(before.url)) == (True, True)
        assert (f"{guest.prefix}citizens",) in rows(cluster.admin_url, names)
    assert [name for (name,) in rows(cluster.admin_url, names)] == sorted(
        ["citizens", "postgres", "template0", "template1"]
    )
    cluster.drop_database("citizens")


def test_a_server_without_a_prefix_never_drops_every_database(cluster):
    with pytest.raises(ValueError, match="without a prefix"):
        cluster.drop_own_databases()


def test_workers_of_one_pytest_run_share_one_server(shelf, tmp_path):
    suite = tmp_path / "test_workers.py"
    suite.write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('turn', range(4))\n"
        "def test_who_serves(postgres_cluster, turn):\n"
        "    print('served by', postgres_cluster.admin_url)\n"
    )
    options = ["-p", "balaikota.testing.postgres_fixture", "-p", "no:cacheprovider", "-rP", "-n2"]
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, *options, str(suite)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    served = [line for line in run.stdout.splitlines() if line.startswith("served by")]
    assert (run.returncode, len(served), len(set(served))) == (0, 4, 1), run.stdout + run.stderr
    assert not is_serving(served[0].removeprefix("served by "))
