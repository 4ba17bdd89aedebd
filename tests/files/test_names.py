# SPDX-License-Identifier: Apache-2.0
"""A file's name never leaves its folder and never lies about what the file is."""

from __future__ import annotations

import pytest

from balaikota.files.names import safe_name


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("KTP Siti.jpeg", "KTP Siti.jpg"),
        ("foto.exe", "foto.exe.jpg"),
        ("scan.pdf", "scan.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\boot.ini", "boot.ini.jpg"),
        ("/", "berkas.jpg"),
        ("..", "berkas.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "berkas.jpg"),
        (None, "berkas.jpg"),
        ('a"; filename="b.exe', "a_; filename=_b.exe.jpg"),
        ("baris\r\nSet-Cookie: x=1.jpg", "baris Set-Cookie_ x=1.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe.jpg"),
        ("foto\u200b\x00\ud800.jpg", "foto.jpg"),
        ("Cafe\u0301.JPG", "Caf\u00e9.jpg"),
        ("  banyak   spasi  .jpg", "banyak spasi.jpg"),
        ("foto keluarga \U0001f3e0.jpg", "foto keluarga \U0001f3e0.jpg"),
    ],
)
def test_a_name_is_made_safe(given, safe):
    assert safe_name(given, "image/jpeg") == safe


def test_a_very_long_name_is_cut_and_keeps_its_ending():
    name = safe_name("a" * 5000 + ".pdf", "application/pdf")
    assert name == "a" * 100 + ".pdf"
