# SPDX-License-Identifier: Apache-2.0
"""Texts turn into words where they are shown, in the language of that moment; logs hold nobody's data."""

from __future__ import annotations

import pytest

from balaikota.kernel.http.log import redact
from balaikota.kernel.http.strict_json import dumps
from balaikota.kernel.text import Text, speaking


class English:
    """A catalogue of one sentence."""

    def gettext(self, message: str, /) -> str:
        return {"Nomor {n}": "Number {n}"}.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        return singular if number == 1 else plural


def test_a_text_is_translated_when_it_is_shown():
    text = Text("Nomor {n}", n=7)
    with speaking(English()):
        assert (str(text), f"{text}", dumps([text])) == ("Number 7", "Number 7", b'["Number 7"]')
    assert str(text) == "Nomor 7"


def test_values_may_come_later():
    assert str(Text("Nomor {n}").format(n=7)) == "Nomor 7"


def test_the_language_ends_with_its_block():
    with speaking(English()):
        pass
    assert str(Text("Nomor {n}", n=1)) == "Nomor 1"


@pytest.mark.parametrize(
    "value",
    [
        "6474011708459901",
        "081234567890",
        "+6281234567890",
        "siti@contoh.id",
        "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    ],
)
def test_what_looks_personal_never_reaches_the_log(value):
    event = redact(None, "info", {"event": f"failed for {value}, sorry", "count": 3})
    assert value not in event["event"]
    assert event["count"] == 3
