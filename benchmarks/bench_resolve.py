"""Resolving codes and names, beside the floor (one look into a dictionary)."""

from __future__ import annotations

from datetime import date

from clock import race, report

from comity import resolve
from comity.model.states import actor_of, code_spells


def main() -> None:
    codes = [(spell.scheme, spell.code, spell.start) for spell in code_spells()]
    flat = {(scheme, code): code for scheme, code, _ in codes}
    resolve("Japan")
    actor_of("cow", "2", date(1950, 1, 1))
    best = race(
        5,
        actor_of=lambda: [actor_of(scheme, code, day) for scheme, code, day in codes],
        one_dictionary=lambda: [flat[scheme, code] for scheme, code, _ in codes],
    )
    report(f"{len(codes):,} codes to keys", best)
    names = ["Japan", "East Germany", "Ivory Coast", "United States of America", "Czechoslovakia"] * 200
    best = race(
        5,
        resolve=lambda: [resolve(name) for name in names],
        one_dictionary=lambda: [flat.get(("name", name)) for name in names],
    )
    report(f"{len(names):,} names to states", best)


if __name__ == "__main__":
    main()
