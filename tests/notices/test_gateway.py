# SPDX-License-Identifier: Apache-2.0
"""SMS and WhatsApp through a gateway that takes one HTTP request."""

from __future__ import annotations

import time
from http.client import HTTPException
from typing import Any

import pytest

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.db import new_id
from balaikota.kernel.events import Undeliverable
from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.runtime import open_runtime
from balaikota.kernel.settings import PhoneGateway, SettingsError, read_settings
from balaikota.notices import gateway as phone
from balaikota.testing.city import city_settings

PHONE = "+6281234567890"


@pytest.fixture
def sections(gateway):
    return {
        "phone": {
            "url": f"{gateway.url}/send",
            "headers": {"Authorization": "Bearer kunci"},
            "json": {"to": "{address}", "text": "{body}", "sender": "KOTA"},
        }
    }


def outgoing(body: str = "Kode Anda 482913", address: str = PHONE) -> Outgoing:
    return Outgoing("phone", address, "Kode", body, new_id())


def test_a_code_goes_to_the_gateway_as_the_settings_say(runtime, gateway, send_code, outbox):
    send_code("phone", PHONE)
    assert deliver_once(runtime) == 2
    [request] = gateway.received
    assert (request.method, request.path) == ("POST", "/send")
    assert request.headers["Authorization"] == "Bearer kunci"
    assert request.headers["Content-Type"] == "application/json"
    words = "Kode Anda 482913. Jangan berikan kepada siapa pun."
    assert request.json == {"to": PHONE, "text": words, "sender": "KOTA"}
    assert {row[1:] for row in outbox()} == {("done", False)}


def test_a_gateway_that_fails_is_asked_again_with_the_same_key(
    runtime, gateway, send_code, clock, outbox
):
    gateway.statuses = [500, 429]
    send_code("phone", PHONE)
    deliver_once(runtime)
    assert outbox()[-1] == ("notices.message_dispatched", "new", True)
    for _ in range(2):
        clock.advance(minutes=1)
        deliver_once(runtime)
    assert len(gateway.received) == 3
    assert len({request.headers["Idempotency-Key"] for request in gateway.received}) == 1
    assert outbox()[-1] == ("notices.message_dispatched", "done", False)


def test_a_code_that_the_gateway_never_takes_is_wiped_when_it_has_expired(
    runtime, gateway, send_code, clock, outbox
):
    gateway.statuses = [500] * 9
    send_code("phone", PHONE)
    for _ in range(9):
        deliver_once(runtime)
        clock.advance(minutes=6)
    assert outbox()[-1] == ("notices.message_dispatched", "dead", False)
    assert len(gateway.received) < 9


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(gateway, status):
    gateway.statuses = [status]
    settings = PhoneGateway(url=f"{gateway.url}/send", json={"to": "{address}", "text": "{body}"})
    with pytest.raises(phone.GatewayFailed, match=str(status)):
        phone.send(settings, outgoing())
    assert [request.path for request in gateway.received] == ["/send"]


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_message_that_the_gateway_refuses_is_given_up(gateway, status):
    gateway.statuses = [status]
    settings = PhoneGateway(url=gateway.url, json={"to": "{address}", "text": "{body}"})
    with pytest.raises(Undeliverable, match=str(status)):
        phone.send(settings, outgoing())


def test_address_and_words_in_the_url_are_escaped(gateway):
    settings = PhoneGateway(url=f"{gateway.url}/send?to={{address}}&text={{body}}", method="GET")
    phone.send(settings, outgoing("a&to=+62899 / ?#\r\nX: y {address}"))
    [request] = gateway.received
    assert request.method == "GET"
    assert request.path == (
        "/send?to=%2B6281234567890"
        "&text=a%26to%3D%2B62899%20%2F%20%3F%23%0D%0AX%3A%20y%20%7Baddress%7D"
    )
    assert request.headers.get("X") is None


def test_words_in_a_header_stay_one_line(gateway):
    settings = PhoneGateway(url=gateway.url, headers={"X-To": "{address}", "X-Text": "{body}"})
    phone.send(settings, outgoing("Kode\r\nX-Evil: 1"))
    [request] = gateway.received
    assert (request.headers["X-To"], request.headers["X-Text"]) == (PHONE, "Kode X-Evil: 1")
    assert "X-Evil" not in request.headers


def test_a_gateway_that_drips_is_cut_off_in_time(gateway):
    gateway.drips = True
    settings = PhoneGateway(
        url=gateway.url, json={"to": "{address}", "text": "{body}"}, timeout_seconds=1
    )
    began = time.monotonic()
    with pytest.raises((OSError, HTTPException)):
        phone.send(settings, outgoing())
    assert time.monotonic() - began < 3


def test_no_more_than_a_little_of_a_long_answer_is_read(gateway):
    gateway.answer = b"x" * 30_000_000
    settings = PhoneGateway(url=gateway.url, json={"to": "{address}", "text": "{body}"})
    began = time.monotonic()
    phone.send(settings, outgoing())
    assert time.monotonic() - began < 2


def test_a_gateway_that_is_not_there_is_tried_again(gateway):
    settings = PhoneGateway(url="http://127.0.0.1:1/", json={"to": "{address}", "text": "{body}"})
    with pytest.raises(ConnectionRefusedError):
        phone.send(settings, outgoing())


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        (
            {"phone": {"url": "http://gw.example/{address}", "json": {"text": "tetap"}}},
            "phone: {body} stands in neither url, json nor headers",
        ),
        (
            {"phone": {"url": "http://kota:rahasia@gw.example/{address}/{body}"}},
            "phone.url: put the name and password for the gateway into phone.headers",
        ),
        (
            {
                "phone": {
                    "url": "http://gw.example/{address}",
                    "method": "GET",
                    "json": {"text": "{body}"},
                }
            },
            "phone.json: a GET request has no body; use POST",
        ),
        (
            {"mail": {"host": "mail.example"}},
            "mail.sender: a mail server is set, so a sender is needed",
        ),
    ],
)
def test_channels_that_could_carry_nothing_stop_the_start(tmp_path, section, fault):
    values: dict[str, Any] = city_settings(tmp_path, enabled=[]) | section
    values["database"] = {"url": f"sqlite:///{tmp_path}/kota.sqlite"}
    settings = read_settings(values, environ={}, folder=tmp_path)
    with pytest.raises(SettingsError) as refused:
        open_runtime(settings)
    assert str(refused.value).endswith(fault)


def test_the_host_may_not_depend_on_the_message():
    settings = PhoneGateway(url="http://{address}.example/{body}")
    assert phone.wrong_settings(settings) == "phone.url: the host may not depend on the message"
