"""A fictitious ministry to look around in: an invented state, Norland, no real person, and three years of one programme.

Everything in it went the way it goes in an office: people joined, keys were vouched for, records were kept, submitted and approved by
both, what happened was noted, and the log has all of it. Only the clock was set: its days are those on which it would have been.
"""

from comity.register.demo.cast import Demo, stage

__all__ = ["Demo", "stage"]
