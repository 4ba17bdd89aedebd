# SPDX-License-Identifier: Apache-2.0
"""The services that ship speak English too, to the last help text."""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po

import balaikota_public_services
from balaikota_public_services.definitions.load import read_services
from balaikota_public_services.definitions.model import EXAMPLE

HERE = Path(balaikota_public_services.__file__).parent
SENTENCES = {
    "title", "public_title", "label", "help", "message", "summary",
    "requirements", "procedure", "product", "complaints",
}  # fmt: skip


def sentences(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from sentences(inner, "message" if key == "sources" else name)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner, key)
    elif key in SENTENCES:
        yield value


def test_every_sentence_of_our_services_is_translated():
    with (HERE / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        known = {entry.id for entry in read_po(file) if entry.string}
    services = read_services([HERE / "bundles"]).values()
    said = {sentence for service in services for sentence in sentences(dict(service.content))}
    assert len(said) > 100
    assert sorted((said | {EXAMPLE}) - known) == []
