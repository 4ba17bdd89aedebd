# SPDX-License-Identifier: Apache-2.0
"""The environment that every owner's revisions run in: one connection, one owner, both given by the caller."""

from alembic import context

from balaikota.kernel.db.autogenerate import options

given = context.config.attributes
context.configure(**options(given["connection"], given["owner"]))
with context.begin_transaction():
    context.run_migrations()
