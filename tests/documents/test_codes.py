# SPDX-License-Identifier: Apache-2.0
"""Verification codes."""

import pytest

from balaikota.documents.codes import ALPHABET, LENGTH, new_code, typed_code


class TestCodes:
    def test_are_130_random_bits_in_letters_that_nobody_confuses(self):
        codes = {new_code() for _ in range(1000)}
        assert len(codes) == 1000
        assert {len(code) for code in codes} == {LENGTH}
        assert set("".join(codes)) == set(ALPHABET)
        assert len(ALPHABET) ** LENGTH == 2**130
        assert not set("ILOU") & set(ALPHABET)

    @pytest.mark.parametrize(
        "typed",
        [
            "0123-4567-89AB-CDEF-GHJK-MNPQ-RS",
            "  0123 4567 89ab cdef ghjk mnpq rs ",
            "O123456789ABCDEFGHJKMNPQRS",
            "o l23-4567-89ab-cdef-ghjk-mnpq-rs",
        ],
    )
    def test_are_read_however_they_are_typed(self, typed):
        assert typed_code(typed) == "0123456789ABCDEFGHJKMNPQRS"

    @pytest.mark.parametrize("typed", ["", "0123", "U" * 26, "0" * 27, "٠" * 26, "0" * 25 + "/"])
    def test_are_nothing_else(self, typed):
        assert typed_code(typed) is None
