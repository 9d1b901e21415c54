"""Militarised disputes as re-coded by Gibler, Miller and Little, to 2010."""

from __future__ import annotations

from comity.panel.disputes import group

GROUP = group(
    "gml-mid",
    "gmlmid",
    "Militarised disputes (Gibler, Miller and Little)",
    "Version 2.2.1, to 2010, which its authors' newer data supersede.",
)
