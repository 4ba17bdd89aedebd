# SPDX-License-Identifier: Apache-2.0
"""The two sides of the counter: ``/layanan`` for everybody, ``/petugas/layanan`` for officers."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("public_services", __name__)
desk = Blueprint("public_services_officer", __name__)
