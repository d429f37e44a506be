"""How much electricity one audit took, phase by phase, and how far the figure can be trusted."""

from __future__ import annotations

from fairwitness.audits.energy.grid import Grid, grid_of
from fairwitness.audits.energy.meter import EnergyMeter
from fairwitness.audits.energy.use import EnergyUse, PhaseUse

__all__ = ["EnergyMeter", "EnergyUse", "Grid", "PhaseUse", "grid_of"]
