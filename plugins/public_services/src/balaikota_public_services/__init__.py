# SPDX-License-Identifier: Apache-2.0
"""Public services: what a city grants on request, described as data and carried from the form to the letter."""
