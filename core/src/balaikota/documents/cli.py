# SPDX-License-Identifier: Apache-2.0
"""``balaikota documents …``."""

from __future__ import annotations

import io
from pathlib import Path

import click
from sqlalchemy import select

from balaikota.agencies.models import Officer
from balaikota.documents.demo_signer import (
    authority_folder,
    example_certificate,
    example_root,
    open_authority,
)
from balaikota.documents.services import Verification, verification_of_file
from balaikota.documents.signing import SignatureCheck, SignerNotLoaded, check_signature
from balaikota.kernel.runtime import Runtime


@click.command("demo-authority")
@click.pass_obj
def demo_authority(runtime: Runtime) -> None:
    """Make the example authority, and an example certificate for each officer.

    What is there already stays. A certificate is also made when its officer signs for the first time.
    """
    with runtime.database.read() as session:
        officers = session.execute(select(Officer.id, Officer.name)).all()
    try:
        open_authority(runtime)
        for officer in officers:
            example_certificate(runtime, officer_id=officer.id, name=officer.name)
    except SignerNotLoaded as error:
        raise click.ClickException(f"the example authority does not open: {error}") from error
    click.echo(f"{authority_folder(runtime)}: example authority, {len(officers)} certificates")


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def verify(runtime: Runtime, file: Path) -> None:
    """Check the signature of FILE and what this city says of it; the exit status is 0 for a letter in force.

    A certificate of the example authority is trusted as an example only. Certificates of licensed
    authorities are not looked up: their own tools judge them.
    """
    pdf = file.read_bytes()
    with runtime.database.read() as session:
        letter = verification_of_file(session, io.BytesIO(pdf))
    root = example_root(runtime)
    check = check_signature(
        pdf, roots=[root] if root else [], at=letter.signed_at if letter else None
    )
    click.echo(_signature_line(check))
    click.echo(_letter_line(letter))
    if letter is None or letter.status != "valid" or not (check.intact and check.valid):
        raise click.exceptions.Exit(1)


def _signature_line(check: SignatureCheck) -> str:
    if not (check.intact and check.valid):
        return "signature: none that holds"
    trust = "an example, worth nothing outside this city" if check.trusted else "not of this city"
    signed = f"{check.signed_at:%Y-%m-%d %H:%M}Z" if check.signed_at else "at an unknown time"
    return f"signature: intact; {check.signer}, {signed}; authority: {trust}"


def _letter_line(letter: Verification | None) -> str:
    if letter is None:
        return "letter: none of this city's, or not to the byte what was signed"
    return f"letter: {letter.status}; {letter.title} {letter.number}, {letter.unit}; code {letter.code}"


COMMANDS = (demo_authority, verify)
