"""The sections of a brief: one file each, with ``write(evidence, subject)``; their order is that of ``ORDER``."""

from __future__ import annotations

from collections.abc import Callable

from comity.dossier.contents import Section, Subject
from comity.dossier.evidence import Evidence
from comity.dossier.sections import (
    alignment,
    bonds,
    capability,
    centrality,
    changes,
    conflict,
    exercises,
    measures,
    missions,
    posts,
)

ORDER: tuple[Callable[[Evidence, Subject], Section | None], ...] = (
    bonds.write,
    exercises.write,
    missions.write,
    posts.write,
    centrality.write,
    capability.write,
    alignment.write,
    conflict.write,
    measures.write,
    changes.write,
)
