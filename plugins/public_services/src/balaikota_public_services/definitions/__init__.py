# SPDX-License-Identifier: Apache-2.0
"""What a service is, read from its folder. Nothing here knows the database or the web."""
