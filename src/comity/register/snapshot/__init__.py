"""The register as a source: what it holds up to a label, in the tables and words of the public record.

A ministry's own agreements, activities and posts come to stand beside the public data, in a record of their own for each label; the public
record never holds them. What the record has no word for is left out and counted, never forced into another word.
"""

from comity.register.snapshot.taken import Snapshot, take_snapshot

__all__ = ["Snapshot", "take_snapshot"]
