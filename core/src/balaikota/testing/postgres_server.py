# SPDX-License-Identifier: Apache-2.0
"""Starting and stopping a PostgreSQL server from the binaries that Debian installs.

Neither root nor the machine's own server is needed: the files lie in a folder of ours, and when
root runs the tests the server runs as Debian's user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from balaikota.testing.ports import free_port

# The databases live for seconds: safety against power loss would only cost time. The limit leaves
# room for tests that storm one route with fifty connections in each of several workers.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}


class NoPostgres(Exception):
    """PostgreSQL's binaries are absent or its server does not start."""


def installed_binaries() -> Path | None:
    """The folder of the newest installed ``initdb`` and ``pg_ctl``; ``None`` without one."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda found: float(found.parents[1].name), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def start_server(home: Path) -> str:
    """Start a new server whose files lie in ``home`` and return its superuser's URL.

    It listens on 127.0.0.1, on the first free port that it can take, with a random password.
    Raises :class:`NoPostgres` with PostgreSQL's own words when it does not start.
    """
    password = secrets.token_hex(16)
    _initialise(home, password)
    for _ in range(5):  # between our look at a port and the server's, somebody may take it
        port = free_port()
        options = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
        flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        started = _run(home, "pg_ctl", "start", "-w", "-l", str(home / "log"), "-o", flags)
        if started.returncode == 0:
            url = URL.create("postgresql", "postgres", password, "127.0.0.1", port, "postgres")
            return url.render_as_string(hide_password=False)
    raise NoPostgres((home / "log").read_text(encoding="utf-8", errors="replace"))


def stop_server(home: Path) -> None:
    """Stop the server of ``home``, by the process id that it noted there; none running is fine."""
    if (home / "cluster" / "postmaster.pid").exists():
        _run(home, "pg_ctl", "stop", "-w", "-m", "immediate")


def _initialise(home: Path, password: str) -> None:
    shutil.rmtree(home, ignore_errors=True)  # of an attempt that failed
    home.mkdir(mode=0o700)
    secret = home / "password"
    secret.write_text(password, encoding="utf-8")
    if user := _unprivileged_user():
        shutil.chown(home, user.pw_uid, user.pw_gid)
        shutil.chown(secret, user.pw_uid, user.pw_gid)
    safe = ("--auth=scram-sha-256", "--username=postgres", f"--pwfile={secret}")
    made = _run(home, "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", *safe)
    secret.unlink()
    if made.returncode:
        raise NoPostgres((home / "output").read_text(encoding="utf-8", errors="replace"))


def _run(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs on the cluster in ``home``, never as root."""
    folder = installed_binaries()
    if folder is None:
        raise NoPostgres("PostgreSQL's server is not installed")
    user = _unprivileged_user()
    # A file, not a pipe: pg_ctl leaves the server behind with its output open; a pipe never ends.
    with (home / "output").open("wb") as output:
        return subprocess.run(
            [str(folder / program), *arguments, "-D", str(home / "cluster")],
            cwd=home,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
        )


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom the server runs as, for PostgreSQL refuses root; ``None`` means as ourselves."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]
