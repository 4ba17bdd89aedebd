# SPDX-License-Identifier: Apache-2.0
"""``create_app``: open the city, check every contract, return Flask. It names no feature."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from balaikota.kernel.http import edge, errors, headers, health, log, openapi
from balaikota.kernel.http.blueprint import ApiBlueprint
from balaikota.kernel.http.context import EXTENSION
from balaikota.kernel.http.strict_json import StrictJson
from balaikota.kernel.pages import setup as pages
from balaikota.kernel.plugins import PluginError
from balaikota.kernel.runtime import Runtime


def create_app(runtime: Runtime) -> Flask:
    """Build the Flask app of one city. Raises ``PluginError`` naming the plugin that breaks its contract."""
    app = Flask("balaikota", static_folder=None, template_folder=None)
    app.extensions[EXTENSION] = runtime
    app.json = StrictJson(app)
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = runtime.settings.server.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = 2_000_000
    if hops := runtime.settings.server.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    log.log_requests(app)
    headers.set_headers(app)
    errors.handle_errors(app)
    pages.prepare(app)
    health.add_health(app)
    _mount_api(app, runtime)
    _mount_pages(app, runtime)
    tuple(runtime.plugins.collect("jobs"))  # a wrong job stops the boot here too
    edge.protect(app)
    return app


def _mount_api(app: Flask, runtime: Runtime) -> None:
    api = openapi.open_api(app)
    for plugin, blueprint in runtime.plugins.collect("api_blueprints"):
        if not isinstance(blueprint, ApiBlueprint):
            raise PluginError(f"plugin {plugin.name!r}: {blueprint!r} is not an ApiBlueprint")
        api.register_blueprint(blueprint, url_prefix=f"/api/v1/{plugin.name}")


def _mount_pages(app: Flask, runtime: Runtime) -> None:
    for plugin, pages_of in runtime.plugins.collect("web_blueprints"):
        if plugin.slug and plugin.slug in _first_segments(app, except_for=plugin.name):
            raise PluginError(f"plugin {plugin.name!r}: the address /{plugin.slug} is taken")
        prefix = "/petugas" if pages_of.audience == "officer" else ""
        try:
            app.register_blueprint(
                pages_of.blueprint, url_prefix=f"{prefix}/{plugin.slug}".rstrip("/") or None
            )
        except ValueError as error:
            raise PluginError(f"plugin {plugin.name!r}: {error}") from error


def _first_segments(app: Flask, *, except_for: str) -> set[str]:
    rules = (rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(except_for))
    return {rule.rule.split("/")[1] for rule in rules} | {"api", "petugas"}
