"""What a member's vote is worth under its organisation's decision rule.

Three measures answer for organisations whose rule and members are known here (``rules.toml``). For any other rule there
is :func:`power`, and :func:`read_rule` for one that is written down in a TOML file.
"""

from comity.measures.voting._power import Voice, power, power_under, read_rule

__all__ = ["Voice", "power", "power_under", "read_rule"]
