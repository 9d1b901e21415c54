"""What a member's vote is worth under its organisation's decision rule.

Three measures answer for organisations whose rule and members are known here (``rules.toml``). For any other rule there
is :func:`power`, and :func:`read_rule` for one that is written down in a TOML file.

Examples
--------
A command council of a coalition of four, in which each has votes by the troops it sends, and the lead nation a veto:

>>> from comity.measures.voting import power, power_under, read_rule
>>> council = power({"Lead": 5, "Second": 3, "Third": 2, "Fourth": 1}, "60 %", vetoes=["Lead"])
>>> [(voice.name, voice.swings, round(voice.shapley_shubik, 3), round(voice.prevent, 2)) for voice in council]
[('Lead', 6, 0.667, 1.0), ('Second', 2, 0.167, 0.33), ('Third', 2, 0.167, 0.33), ('Fourth', 0, 0.0, 0.0)]

The same as a file::

    vetoes = ["Lead"]

    [[criterion]]
    weights = { Lead = 5, Second = 3, Third = 2, Fourth = 1 }
    quota = "60 %"

which ``power_under(*read_rule("council.toml"))`` answers.
"""

from comity.measures.voting._power import Voice, power, power_under, read_rule

__all__ = ["Voice", "power", "power_under", "read_rule"]
