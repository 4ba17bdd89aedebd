# SPDX-License-Identifier: Apache-2.0
"""A demo city on this machine: its settings, its people, and one command that serves it."""
