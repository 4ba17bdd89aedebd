# SPDX-License-Identifier: Apache-2.0
"""Which channel carries a message: a plugin's, the core's own, the terminal of a demo; and what is left of a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import inspect, select
from structlog.testing import capture_logs

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.db import Base
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.events.outbox import read_event
from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import Text
from balaikota.notices.services import unread_count

PHONE = "+6281234567890"


class Operator(Plugin):
    """A city's own SMS gateway, as a plugin."""

    name = "operator"
    slug = "operator"
    title = Text("Operator")

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.answer: Callable[[Outgoing], bool | None] = lambda _message: True

    @hookimpl
    def deliver(self, message: Outgoing) -> bool | None:
        """Take phone messages only."""
        if message.channel != "phone":
            return None
        self.taken.append(message)
        return self.answer(message)


@pytest.fixture
def operator() -> Operator:
    return Operator()


@pytest.fixture
def extra_plugins(operator):
    return (operator,)


@pytest.fixture
def everything(runtime):
    """Every value in the database, as bytes."""

    def values() -> bytes:
        with runtime.database.read() as session:
            there = set(inspect(session.connection()).get_table_names())
            rows = [
                value
                for table in Base.metadata.sorted_tables
                if table.name
                in there  # other tests import models of plugins that this city has not
                for row in session.execute(select(table))
                for value in row
            ]
        return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in rows)

    return values


def events(runtime) -> list[Any]:
    """Every event whose payload is still there."""
    with runtime.database.read() as session:
        ids = session.scalars(select(StoredEvent.id).where(StoredEvent.payload.is_not(None))).all()
        return [read_event(session, event_id) for event_id in ids]


def test_a_citys_plugin_is_asked_before_the_core(runtime, operator, send_code, capsys):
    send_code("phone", PHONE)
    deliver_once(runtime)
    [message] = operator.taken
    assert (message.channel, message.address) == ("phone", PHONE)
    assert message.body.startswith("Kode Anda 482913")
    assert "482913" not in capsys.readouterr().out


def test_a_plugin_that_passes_leaves_the_message_to_the_core(runtime, operator, send_code, capsys):
    operator.answer = lambda _message: None
    send_code("phone", PHONE)
    deliver_once(runtime)
    assert f"[balaikota] kode untuk {PHONE}: 482913\n" in capsys.readouterr().out


def test_in_a_test_or_demo_the_code_is_printed_and_only_the_masked_address_logged(
    runtime, send_code, capsys
):
    with capture_logs() as logs:
        send_code("email", "siti@contoh.id")
        deliver_once(runtime)
    assert capsys.readouterr().out == "[balaikota] kode untuk siti@contoh.id: 482913\n"
    [line] = [line for line in logs if line["event"] == "message_shown"]
    assert line["address"] == "s***@contoh.id"
    assert "482913" not in str(logs)


def test_a_secret_without_a_code_is_printed_on_one_line(runtime, tell, capsys):
    tell(
        title="Judul",
        body="Sudah ada akun.\nSilakan masuk.",
        values={},
        address="siti@contoh.id",
        channel="email",
        secret=True,
    )
    deliver_once(runtime)
    [line, *_logged] = capsys.readouterr().out.splitlines()
    assert line == "[balaikota] pesan untuk siti@contoh.id: Sudah ada akun. Silakan masuk."


def test_an_ordinary_message_is_not_printed(runtime, tell, account_with, capsys, outbox):
    siti = account_with(contact="siti@contoh.id")
    tell(account_id=siti.id, body="Nomor {number}", values={"number": "482913"}, title="Judul")
    deliver_once(runtime)
    assert capsys.readouterr().out == ""
    assert {row[1:] for row in outbox()} == {("done", False)}


def test_a_code_is_readable_nowhere_after_its_delivery(runtime, send_code, everything, operator):
    with capture_logs() as logs:
        send_code("phone", PHONE)
        assert [event.values for event in events(runtime)] == [{"code": "482913"}]
        assert b"482913" not in everything()
        deliver_once(runtime)
    assert [message.body[:16] for message in operator.taken] == ["Kode Anda 482913"]
    assert events(runtime) == []
    assert b"482913" not in everything()
    assert b"81234567890" not in everything()
    assert "482913" not in str(logs)


def test_a_code_is_readable_nowhere_after_it_was_given_up(
    runtime, send_code, everything, operator, clock, outbox
):
    def refuse(_message: Outgoing) -> bool:
        raise RuntimeError("kode 482913 untuk 081234567890")

    operator.answer = refuse
    send_code("phone", PHONE)
    with capture_logs() as logs:
        for _ in range(10):
            deliver_once(runtime)
            clock.advance(minutes=5)
    assert len(operator.taken) > 1
    assert outbox()[-1] == ("notices.message_dispatched", "dead", False)
    assert "delivery_dead" in {line["event"] for line in logs}
    assert events(runtime) == []
    assert b"482913" not in everything()
    assert "482913" not in str(logs)
    assert "81234567890" not in str(logs)


def test_only_the_channel_that_the_message_names_is_used(
    runtime, tell, account_with, operator, capsys
):
    siti = account_with(contact="siti@contoh.id")
    tell(account_id=siti.id, channel="phone")
    deliver_once(runtime)
    assert operator.taken == []
    assert capsys.readouterr().out == ""
    with runtime.database.read() as session:
        assert unread_count(session, siti.id) == 1
