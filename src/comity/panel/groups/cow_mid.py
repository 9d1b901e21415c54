"""Militarised disputes of the Correlates of War project, to 2014."""

from __future__ import annotations

from comity.panel.disputes import group

GROUP = group("cow-mid", "cowmid", "Militarised disputes (Correlates of War)", "Version 5.0, to 2014.")
