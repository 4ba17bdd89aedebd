# SPDX-License-Identifier: Apache-2.0
"""Addresses are read as people write them, and each mistake has its own sentence."""

from __future__ import annotations

import pytest

from balaikota.identity.services import ContactAddress, check_reachable, read_contact
from balaikota.identity.services.visits import device_label, network_of
from balaikota.kernel.problems import Invalid
from balaikota.kernel.secrets import KeyRing

NUMBERS = [
    ("081234567890", "+6281234567890"),
    ("0812-3456-7890", "+6281234567890"),
    ("6281234567890", "+6281234567890"),
    ("+62 812 3456 7890", "+6281234567890"),
    ("0811123456", "+62811123456"),
    ("8123456789", "+628123456789"),
    ("  (0812) 3456.7890 ", "+6281234567890"),
    ("+6208123456789", "+628123456789"),
]
FAULTS = [
    ("", "Tulis nomor HP"),
    ("siti", "Tulis nomor HP"),
    ("0812 satu dua", "Tulis nomor HP"),
    ("08123456", "kurang angkanya"),
    ("021 345", "kurang angkanya"),
    ("085312345678901", "kelebihan angka"),
    ("08881234567890", "kelebihan angka"),
    ("0062 812-3456-7890", "tidak dikenal"),
    ("+", "Tulis nomor HP"),
    ("+999 123456", "tidak dikenal"),
    ("@contoh.id", "e-mail ini tidak lengkap"),
    ("siti@contoh", "e-mail ini tidak lengkap"),
    ("siti@@contoh.id", "e-mail ini tidak lengkap"),
    ("siti aminah@contoh.id", "e-mail ini tidak lengkap"),
    ("siti@contoh..id", "e-mail ini tidak lengkap"),
    ("siti@contoh.id\nBcc: semua@contoh.id", "e-mail ini tidak lengkap"),
    ("siti\u200b@contoh.id", "e-mail ini tidak lengkap"),
    ("<siti@contoh.id>", "e-mail ini tidak lengkap"),
    ("a@" + "contoh." * 40 + "id", "e-mail ini tidak lengkap"),
]


def sentence(refusal: pytest.ExceptionInfo[Invalid]) -> tuple[str, str]:
    (error,) = refusal.value.errors
    return error.pointer, str(error.detail)


@pytest.mark.parametrize(("typed", "number"), NUMBERS)
def test_a_mobile_number_becomes_e164(typed, number):
    address = read_contact(typed)
    check_reachable(address)
    assert address == ContactAddress("phone", number)


@pytest.mark.parametrize(("typed", "part"), FAULTS)
def test_each_mistake_has_its_own_sentence(typed, part):
    with pytest.raises(Invalid) as refusal:
        read_contact(typed)
    pointer, words = sentence(refusal)
    assert pointer == "/contact"
    assert part in words


def test_a_land_line_is_a_number_but_gets_no_code():
    address = read_contact("(0548) 20571")
    assert address.address == "+6254820571"
    with pytest.raises(Invalid) as refusal:
        check_reachable(address)
    assert "nomor telepon rumah" in sentence(refusal)[1]


def test_a_foreign_number_gets_no_code():
    with pytest.raises(Invalid) as refusal:
        check_reachable(read_contact("+1 415 555 2671"))
    assert "nomor Indonesia" in sentence(refusal)[1]


def test_the_domain_of_an_address_is_written_small_and_composed():
    assert read_contact(" Siti@Contoh.ID ").address == "Siti@contoh.id"
    assert read_contact("sité@contoh.id") == read_contact("site\u0301@contoh.id")


def test_an_address_is_found_however_its_letters_are_written():
    keys = KeyRing(KeyRing.new_master())
    assert read_contact("Siti@Contoh.id").fingerprint(keys) == read_contact(
        "siti@contoh.id"
    ).fingerprint(keys)
    assert read_contact("siti@contoh.id").fingerprint(keys) != read_contact(
        "siti@contoh.co"
    ).fingerprint(keys)


def test_a_masked_address_shows_only_what_its_owner_needs():
    assert read_contact("081234567890").masked == "0812****7890"
    assert read_contact("siti@contoh.id").masked == "s***@contoh.id"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", ""),
        (None, ""),
    ],
)
def test_a_subscriber_is_one_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Safari/537",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126", "Edge, Windows"),
        ("BontangApp/2.1 (Android 14)", "BontangApp, Android"),
        ("", ""),
        ("x" * 200, "x" * 40),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(agent, label):
    assert device_label(agent) == label
