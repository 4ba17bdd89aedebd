# SPDX-License-Identifier: Apache-2.0
"""E-mail through a real SMTP server: one that takes, refuses, hesitates, wants TLS and a password, or hangs."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from balaikota.kernel.contributions import Outgoing
from balaikota.kernel.db import new_id
from balaikota.kernel.events import Undeliverable
from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.settings import Mail
from balaikota.notices import mail
from balaikota.testing.ports import free_port

SENDER = "layanan@kota.example"


class Post:
    """A mail server's mind: answers with ``replies`` one after another, then takes everything."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[Any] = []
        self.replies: list[str] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if self.replies:
            return self.replies.pop(0)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    @property
    def settings(self) -> Mail:
        return Mail(host="127.0.0.1", port=self.port, sender=SENDER, starttls=False)


@contextmanager
def served(post: Post, **options: Any) -> Iterator[None]:
    controller = Controller(post, hostname="127.0.0.1", port=post.port, **options)
    controller.start()
    yield
    controller.stop()


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post(free_port())
    with served(post):
        yield post


@pytest.fixture
def sections(post):
    return {
        "mail": {"host": "127.0.0.1", "port": post.port, "sender": SENDER, "starttls": False},
        "server": {"mode": "test", "base_url": "http://kota.example"},
    }


@contextmanager
def dripping_server() -> Iterator[int]:
    """Greets at once, and then says one letter every tenth of a second."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server:

        def drip() -> None:
            connection, _address = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"220 hello\r\n")
                for _ in range(100):
                    connection.sendall(b"2")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        yield port
        thread.join(timeout=15)


@pytest.fixture
def tls_files(tmp_path, monkeypatch):
    """A certificate for 127.0.0.1 that this test's client trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = tmp_path / "server.pem", tmp_path / "server.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return context


def outgoing(**details: Any) -> Outgoing:
    words = {"channel": "email", "address": "siti@contoh.id", "subject": "Judul", "body": "Isi"}
    return Outgoing(**(words | {"delivery_id": new_id()} | details))


def test_a_code_goes_to_its_address_as_plain_text(runtime, post, send_code):
    send_code("email", "siti@contoh.id")
    assert deliver_once(runtime) == 2
    [message] = post.messages
    assert (message["To"], message["Subject"]) == ("siti@contoh.id", "Kode")
    assert message["From"] == f"Pemerintah Kota Bontang <{SENDER}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().startswith("Kode Anda 482913. Jangan berikan")


def test_a_notice_is_in_the_inbox_although_the_mail_server_hesitates(
    runtime, post, tell, account_with, clock, outbox
):
    siti = account_with(contact="siti@contoh.id")
    post.replies = ["451 try later", "421 too busy"]
    tell(account_id=siti.id, link="/layanan/permohonan/7")
    deliver_once(runtime)
    waiting = ("notices.message_dispatched", "new", True)
    assert outbox() == [("kernel.message_sent", "done", False), waiting]
    for _ in range(2):
        clock.advance(minutes=2)
        deliver_once(runtime)
    [message] = post.messages
    assert message["Subject"] == "Permohonan SKU-7 selesai"
    assert "http://kota.example/layanan/permohonan/7" in message.get_content()
    assert {row[1:] for row in outbox()} == {("done", False)}


def test_every_attempt_has_the_same_message_id(post):
    message = outgoing()
    for _ in range(2):
        mail.send(post.settings, "Kota", message)
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{message.delivery_id}@kota.example>"


def test_a_message_is_worded_in_its_readers_language(runtime, post, tell, account_with):
    siti = account_with(contact="siti@contoh.id", language="en")
    tell(account_id=siti.id, title="Ada kesalahan di pihak kami", body="Kembali", values={})
    deliver_once(runtime)
    [message] = post.messages
    assert message["Subject"] not in {"", "Ada kesalahan di pihak kami"}


def test_a_name_with_line_breaks_adds_no_header(post):
    evil = "Judul\r\nBcc: korban@contoh.id\r\n\r\n<html>"
    mail.send(post.settings, "Kota\nBontang", outgoing(subject=evil))
    [message] = post.messages
    assert message["Subject"] == "Judul Bcc: korban@contoh.id <html>"
    assert message["Bcc"] is None
    assert message["From"] == f"Kota Bontang <{SENDER}>"


@pytest.mark.parametrize("address", ["bukan alamat", "a@b\r\nBcc: c@d.id", "", "a@@b.id"])
def test_what_is_no_address_is_never_tried_again(post, address):
    with pytest.raises(Undeliverable, match="no e-mail address"):
        mail.send(post.settings, "Kota", outgoing(address=address))
    assert post.messages == []


def test_an_address_that_the_server_refuses_is_given_up_and_the_code_wiped(
    runtime, post, send_code, outbox
):
    post.refused = {"siti@contoh.id"}
    send_code("email", "siti@contoh.id")
    deliver_once(runtime)
    assert outbox()[-1] == ("notices.message_dispatched", "dead", False)


def test_a_message_that_the_server_refuses_for_good_is_given_up(post):
    post.replies = ["554 looks like spam"]
    with pytest.raises(Undeliverable, match="refuses the message"):
        mail.send(post.settings, "Kota", outgoing())


def test_password_and_message_go_through_tls(tls_files):
    seen: list[LoginPassword] = []

    def check(_server, _session, _envelope, _mechanism, login: LoginPassword) -> AuthResult:
        seen.append(login)
        return AuthResult(success=login == LoginPassword(b"kota", b"rahasia"))

    post = Post(free_port())
    options = {"tls_context": tls_files, "require_starttls": True, "authenticator": check}
    with served(post, auth_required=True, **options):
        known = Mail(
            host="127.0.0.1", port=post.port, sender=SENDER, user="kota", password="rahasia"
        )
        mail.send(known, "Kota", outgoing())
    assert [message["Subject"] for message in post.messages] == ["Judul"]
    assert len(seen) == 1


def test_a_server_whose_certificate_is_unknown_gets_nothing(tls_files, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    post = Post(free_port())
    with served(post, tls_context=tls_files, require_starttls=True):
        known = Mail(host="127.0.0.1", port=post.port, sender=SENDER)
        with pytest.raises(ssl.SSLCertVerificationError):
            mail.send(known, "Kota", outgoing())
    assert post.messages == []


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted(post):
    wanting = Mail(host="127.0.0.1", port=post.port, sender=SENDER, starttls=True)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(wanting, "Kota", outgoing())
    assert post.messages == []


def test_a_server_that_drips_is_cut_off_in_time(monkeypatch):
    monkeypatch.setattr(mail, "WHOLE_SECONDS", 0.5)
    with dripping_server() as port:
        slow = Mail(host="127.0.0.1", port=port, sender=SENDER, starttls=False)
        began = time.monotonic()
        with pytest.raises((smtplib.SMTPException, OSError)):
            mail.send(slow, "Kota", outgoing())
        assert time.monotonic() - began < 3
