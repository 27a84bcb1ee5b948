"""How long tests wait for what should come: bounds for what never comes. Nothing is measured here,
so that a busy machine fails no test; how long things take is measured in `bench/`."""

from __future__ import annotations

PATIENCE = 60.0  # seconds
