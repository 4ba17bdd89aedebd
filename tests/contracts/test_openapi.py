# SPDX-License-Identifier: Apache-2.0
"""The document says what the addresses do: compared with the URL map, both ways."""

from __future__ import annotations

import re

import pytest


@pytest.mark.sqlite_only
def test_the_document_names_exactly_the_routes_that_are_served(app, client, backend):
    document = client.get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    said = {
        (path, method.upper())
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    served = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.endpoint != "kernel.openapi"
    }
    assert said == served
    assert ("/api/v1/public_services/requests", "POST") in said
