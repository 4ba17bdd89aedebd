# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI 3.1 document, derived from the blueprints that are mounted."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from flask_smorest import Api

from balaikota.kernel.http.policy import PUBLIC, policy

ADDRESS = "/api/v1/openapi.json"


class OpenApi(Api):
    """flask-smorest without its own error handlers (ours know more) and with schema names per plugin."""

    def _register_error_handlers(self) -> None:
        """Errors are the kernel's."""


def _schema_name(schema: Any) -> str:
    kind = resolve_schema_cls(schema)
    if isinstance(kind, list):
        kind = kind[0]
    owner = kind.__module__.removeprefix("balaikota_").removeprefix("balaikota.").partition(".")[0]
    return "".join(part.capitalize() for part in owner.split("_")) + kind.__name__.removesuffix(
        "Schema"
    )


def open_api(app: Flask) -> OpenApi:
    """Prepare the document of ``app``; blueprints are registered on what this returns."""
    app.config.update(API_TITLE="Balaikota", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    bearer = {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    }
    options = {
        "marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_schema_name),
        "components": bearer,
    }
    api = OpenApi(app, spec_kwargs=options)

    @policy(PUBLIC)
    def document() -> ResponseReturnValue:
        """The API as an OpenAPI 3.1 document."""
        return jsonify(api.spec.to_dict())

    app.add_url_rule(ADDRESS, "kernel.openapi", document, methods=["GET"])
    return api
