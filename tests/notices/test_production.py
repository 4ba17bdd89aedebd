# SPDX-License-Identifier: Apache-2.0
"""A city in production that has no channel."""

from __future__ import annotations

import pytest

from balaikota.kernel.events.worker import deliver_once


@pytest.fixture
def sections():
    return {
        "server": {"mode": "production", "base_url": "https://kota.example"},
        "documents": {"signing": "none"},
    }


def test_a_notice_stays_in_the_inbox_and_is_done(runtime, tell, account_with, outbox, capsys):
    siti = account_with(contact="siti@contoh.id")
    tell(account_id=siti.id)
    deliver_once(runtime)
    assert outbox() == [
        ("kernel.message_sent", "done", False),
        ("notices.message_dispatched", "done", False),
    ]
    assert "[balaikota]" not in capsys.readouterr().out


def test_a_code_that_nobody_carries_is_given_up_and_wiped(runtime, send_code, outbox, capsys):
    send_code("email", "siti@contoh.id")
    deliver_once(runtime)
    assert outbox()[-1] == ("notices.message_dispatched", "dead", False)
    assert "482913" not in capsys.readouterr().out
