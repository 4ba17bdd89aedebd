# SPDX-License-Identifier: Apache-2.0
"""The provider of last resort: signatures of the example authority, for demonstrations and tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cryptography import x509

from balaikota.documents.demo_ca import (
    MARK,
    DemoAuthority,
    issue_officer_certificate,
    open_demo_authority,
)
from balaikota.documents.signing import SignerNotLoaded, load_pkcs12, sign
from balaikota.kernel.contributions import SignatureRequest, SignedDocument
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.settings import SettingsError

SECTION = "documents"


def signed_as_example(runtime: Runtime, request: SignatureRequest) -> SignedDocument | None:
    """Sign with the example certificate of the officer, made when there is none yet.

    None when the settings do not ask for example signatures. Raises ``SignerNotLoaded``.
    """
    if runtime.plugin_settings[SECTION]["signing"] != "demo":
        return None
    path = example_certificate(runtime, officer_id=request.officer_id, name=request.signer_name)
    pdf = sign(
        request.pdf,
        load_pkcs12(path, authority_passphrase(runtime)),
        reason=request.reason,
        location=request.location,
        at=runtime.now(),
    )
    return SignedDocument(pdf, "example", f"{MARK} - {request.signer_name}")


def example_certificate(runtime: Runtime, *, officer_id: UUID, name: str) -> Path:
    """The PKCS#12 file of an officer for the current year; made when there is none yet.

    A certificate holds for two years and each year has its own, so that none ends before it is used.
    """
    year = runtime.today().year
    return issue_officer_certificate(
        open_authority(runtime),
        reference=f"{officer_id}-{year}",
        name=name,
        organization=runtime.settings.city.government,
        at=datetime(year - 1, 12, 31, tzinfo=UTC),  # before the new year of any Indonesian zone
    )


def open_authority(runtime: Runtime) -> DemoAuthority:
    """The example authority of this city, made when there is none yet. Raises ``SignerNotLoaded``."""
    since = datetime(runtime.today().year - 2, 1, 1, tzinfo=UTC)  # demos look back a while
    try:
        return open_demo_authority(
            authority_folder(runtime),
            city=runtime.settings.city.name,
            passphrase=authority_passphrase(runtime),
            at=since,
        )
    except ValueError as error:
        raise SignerNotLoaded(f"{authority_folder(runtime).name}: {error}") from None


def authority_folder(runtime: Runtime) -> Path:
    """Where the example authority lies."""
    folder: str = runtime.plugin_settings[SECTION]["authority"]
    return runtime.settings.files_path.parent / folder


def authority_passphrase(runtime: Runtime) -> str:
    """What opens the keys of the example authority: the setting, or a key of this city's own."""
    chosen: str | None = runtime.plugin_settings[SECTION].get("authority_passphrase")
    return chosen or runtime.keys.derived("demo-authority").hex()


def refuse_in_production(runtime: Runtime) -> None:
    """Raise ``SettingsError`` for example signatures in production: they would look like real ones to many."""
    if (
        runtime.plugin_settings[SECTION]["signing"] == "demo"
        and runtime.settings.server.mode == "production"
    ):
        raise SettingsError(
            "documents.signing: demo is for demonstrations; in production a plugin signs (none)"
        )


def example_root(runtime: Runtime) -> x509.Certificate | None:
    """The root certificate of the example authority, for checks; None where there is none yet."""
    path = authority_folder(runtime) / "ca.pem"
    return x509.load_pem_x509_certificate(path.read_bytes()) if path.exists() else None
