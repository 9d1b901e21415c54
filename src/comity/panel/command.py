"""A plan as the command line says it: what a panel was made with stands in its codebook."""

from __future__ import annotations

import shlex

from comity.panel.group import find
from comity.panel.plan import KEEP, Panel


def command(panel: Panel) -> str:
    """Give the command that makes this panel, without the name of a file; what it does not say is as by default."""
    axis = panel.axis
    words = ["comity", "panel", panel.unit, "--from", str(axis.first_year), "--to", str(axis.last_year)]
    words += ["--system", axis.system]
    if panel.directed:
        words.append("--directed")
    if panel.unit == "k-ad-year":
        words += ["-k", str(panel.k)]
        if panel.among:
            words += ["--among", ",".join(panel.among)]
        if panel.sample:
            words += ["--sample", str(panel.sample), "--seed", str(panel.seed)]
    given = [pick.group for pick in panel.picks]
    for entry in panel.spells:
        ending = [entry.column] if entry.kind == "since" else [entry.column, entry.kind]
        given.append(":".join(["spells", *ending]) if entry.column else "spells")
    if given:
        words += ["--with", ",".join(given)]
    for pick in panel.picks:
        for name, value in pick.options.items():
            if value != default(pick.group, name):
                words += ["--set", f"{pick.group}.{name}={value}"]
    if panel.assumed:
        words += ["--assume-zero", ",".join(sorted(panel.assumed))]
    if panel.only:
        words += ["--where", ",".join(panel.only)]
    return shlex.join(words)


def default(group: str, option: str) -> str:
    """Give what an option of a group is when nothing is said."""
    return KEEP[0] if option == "keep" else find(group).options[option][0]
