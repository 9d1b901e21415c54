"""What is not known, why, and which source would tell."""

from __future__ import annotations

from comity.dossier.contents import Gap, Subject
from comity.dossier.evidence import Evidence
from comity.dossier.words import listed

#: What a reader of a brief expects to find: the layer, what it is in words, and the source that would bring it.
EXPECTED = (
    ("agreement.alliance", "alliances, neutrality and nonaggression pacts of all states", "atop"),
    ("agreement.defence-cooperation", "bilateral defence cooperation agreements of all states", "dcad"),
    ("activity.exercise", "joint exercises of all states", "mme-exercises"),
    ("activity.peace-operation", "contributors to UN missions", "geo-pko"),
    ("tie.troops", "troops stationed abroad", "us-troops"),
    ("tie.embassy", "embassies", "embassies-wikidata"),
    ("tie.contiguity", "common borders", "geography"),
    ("figure.military-expenditure", "military expenditure", "cow-nmc"),
    ("figure.military-personnel", "military personnel", "cow-nmc"),
    ("figure.gdp-current", "gross domestic product", "gdp-worldbank"),
    ("figure.v2x_polyarchy", "democracy indices", "vdem-simple"),
    ("figure.unga-ideal-point", "ideal points in the General Assembly", "unga-ideal-points"),
    ("incident.war", "wars between and within states", "cow-wars"),
    ("incident.militarised-dispute", "militarised disputes between all states", "cow-mid"),
    ("incident.crisis", "international crises", "icb"),
    ("incident.armed-conflict", "armed conflicts", "ucdp-acd"),
)

#: What no source of comity's catalogue holds as yet, and nobody should take for nought.
NOWHERE = (
    ("visits", "visits and staff talks", "no source in the catalogue looks at them for most pairs"),
    ("attaches", "defence attachés and their accreditation", "no public list covers all states"),
    ("training", "military training and education", "no source in the catalogue looks at it for all states"),
    ("arms", "arms transfers", "the publisher's terms do not allow to pass them on: bring your own export"),
    ("classified", "what is not public", "comity knows public sources alone"),
)


def list_gaps(evidence: Evidence, subject: Subject) -> list[Gap]:
    """List what a brief on this subject cannot say.

    A layer is known up to the last day on which a source has looked at it in all states; a selection does not count.
    """
    gaps = []
    for layer, what, bring in EXPECTED:
        known = evidence.layer(layer)
        full = [look for look in known if look.scope == "all states"]
        if full:
            look = max(full, key=lambda entry: entry.end)
            first = min((entry.start for entry in full if entry.start), default=None)
            if first and first > subject.on:
                gaps.append(
                    Gap(
                        layer,
                        what,
                        f"{look.source} looks from {first} on",
                    )
                )
            elif look.end < subject.on:
                gaps.append(
                    Gap(
                        layer,
                        what,
                        f"{look.source} last looked on {look.end}",
                    )
                )
        elif bring in evidence.sources and known:
            mine = [look for look in known if look.source == bring] or known
            scope = f"those {mine[0].scope} alone" if mine[0].scope != "selected" else "a part of them"
            first, last = min((look.start for look in mine if look.start), default=None), max(look.end for look in mine)
            if first and first > subject.on:
                why = f"{bring} has {scope}, from {first} on; of earlier days nothing is known, which is not zero"
            else:
                why = f"{bring} has {scope}, up to {last}; the rest is not known"
            gaps.append(Gap(layer, what, why))
        else:
            partly = sorted({look.source for look in known})
            some = f"; {listed(partly)} {'has' if len(partly) == 1 else 'have'} a selection" if partly else ""
            gaps.append(Gap(layer, what, f"no source that looked at all of them is in this record{some}", bring))
    gaps += [Gap(layer, what, why) for layer, what, why in NOWHERE]
    return gaps
