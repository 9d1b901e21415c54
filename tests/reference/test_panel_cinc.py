"""The index of capabilities, computed anew from its components in a panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from comity.panel import stateyears

COMPONENTS = ["milex", "milper", "irst", "pec", "tpop", "upop"]


def test_cinc_is_the_mean_of_the_shares_that_are_known(full_home: Path) -> None:
    frame = stateyears(1816, 2022, home=full_home).add("nmc").to_pandas()
    frame = frame[frame["cinc"].notna()]
    assert len(frame) == 17_121
    shares = frame[COMPONENTS] / frame.groupby("year")[COMPONENTS].transform("sum")
    anew = shares.where(frame.groupby("year")[COMPONENTS].transform("sum") > 0).mean(axis=1)
    assert np.abs(anew - frame["cinc"]).max() < 2.5e-8
