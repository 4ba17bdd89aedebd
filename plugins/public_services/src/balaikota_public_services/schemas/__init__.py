# SPDX-License-Identifier: Apache-2.0
"""Shapes of the API: what comes in and what goes out."""
