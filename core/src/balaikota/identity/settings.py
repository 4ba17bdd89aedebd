# SPDX-License-Identifier: Apache-2.0
"""The section ``[identity]`` of the settings file: how many codes a city is ready to send and to pay for."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

POSITIVE = validate.Range(min=1)


class IdentitySettings(Schema):
    """Codes by SMS cost money and annoy whoever did not ask: each cap counts over 24 hours.

    A network is one IPv4 address or one IPv6 /64; mobile operators put thousands of people behind one.
    """

    codes_per_contact_a_day = fields.Int(load_default=10, validate=POSITIVE)
    codes_per_network_a_day = fields.Int(load_default=200, validate=POSITIVE)
    codes_a_day = fields.Int(load_default=20_000, validate=POSITIVE)
