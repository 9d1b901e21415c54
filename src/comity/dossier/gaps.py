"""What is not known, why, and which source would tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.dossier.contents import Gap, Subject
from comity.dossier.evidence import Evidence, Looked
from comity.dossier.language import N_, _, n_
from comity.dossier.words import day, listed

#: What a reader of a brief expects to find: the layer, what it is in words, and the source that would bring it.
EXPECTED = (
    ("agreement.alliance", N_("alliances, neutrality and nonaggression pacts of all states"), "atop"),
    ("agreement.defence-cooperation", N_("bilateral defence cooperation agreements of all states"), "dcad"),
    ("activity.exercise", N_("joint exercises of all states"), "mme-exercises"),
    ("activity.peace-operation", N_("contributors to UN missions"), "geo-pko"),
    ("tie.troops", N_("troops stationed abroad"), "us-troops"),
    ("tie.embassy", N_("embassies"), "embassies-wikidata"),
    ("tie.contiguity", N_("common borders"), "geography"),
    ("figure.military-expenditure", N_("military expenditure"), "cow-nmc"),
    ("figure.military-personnel", N_("military personnel"), "cow-nmc"),
    ("figure.gdp-current", N_("gross domestic product"), "gdp-worldbank"),
    ("figure.v2x_polyarchy", N_("democracy indices"), "vdem-simple"),
    ("figure.unga-ideal-point", N_("ideal points in the General Assembly"), "unga-ideal-points"),
    ("incident.war", N_("wars between and within states"), "cow-wars"),
    ("incident.militarised-dispute", N_("militarised disputes between all states"), "cow-mid"),
    ("incident.crisis", N_("international crises"), "icb"),
    ("incident.armed-conflict", N_("armed conflicts"), "ucdp-acd"),
)

#: What no source of comity's catalogue holds as yet, and nobody should take for nought.
NOWHERE = (
    ("visits", N_("visits and staff talks"), N_("no source in the catalogue looks at them for most pairs")),
    ("attaches", N_("defence attachés and their accreditation"), N_("no public list covers all states")),
    ("training", N_("military training and education"), N_("no source in the catalogue looks at it for all states")),
    ("arms", N_("arms transfers"), N_("the publisher's terms do not allow to pass them on: bring your own export")),
    ("classified", N_("what is not public"), N_("comity knows public sources alone")),
)


def list_gaps(evidence: Evidence, subject: Subject) -> list[Gap]:
    """List what a brief on this subject cannot say.

    A layer is known up to the last day on which a source has looked at it in all states; a selection does not count.
    """
    gaps = []
    for layer, of, bring in EXPECTED:
        what = _(of)
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
                        _("%(source)s looks from %(day)s on") % {"source": look.source, "day": day(first)},
                    )
                )
            elif look.end < subject.on:
                gaps.append(
                    Gap(
                        layer,
                        what,
                        _("%(source)s last looked on %(day)s") % {"source": look.source, "day": day(look.end)},
                    )
                )
            elif hole := _hole(full, subject.on):
                gaps.append(Gap(layer, what, hole))
        elif bring in evidence.sources and known:
            mine = [look for look in known if look.source == bring] or known
            scope = _scope(mine[0].scope)
            first, last = min((look.start for look in mine if look.start), default=None), max(look.end for look in mine)
            if hole := _hole(mine, subject.on):
                why = hole
            elif first and first > subject.on:
                why = _(
                    "%(source)s has %(part)s, from %(day)s on; of earlier days nothing is known, which is not zero"
                ) % {"source": bring, "part": scope, "day": day(first)}
            else:
                why = _("%(source)s has %(part)s, up to %(day)s; the rest is not known") % {
                    "source": bring,
                    "part": scope,
                    "day": day(last),
                }
            gaps.append(Gap(layer, what, why))
        else:
            partly = sorted({look.source for look in known})
            text = (
                n_(
                    "no source that looked at all of them is in this record; %(sources)s has a selection",
                    "no source that looked at all of them is in this record; %(sources)s have a selection",
                    len(partly),
                )
                if partly
                else _("no source that looked at all of them is in this record")
            )
            gaps.append(Gap(layer, what, text % {"sources": listed(partly)}, bring))
    gaps += [Gap(layer, _(what), _(why)) for layer, what, why in NOWHERE]
    return gaps


def _hole(looks: Sequence[Looked], on: date) -> str:
    """Say between which days nobody looked, where the day lies between two looks; else nothing."""
    before = max((look.end for look in looks if look.end < on), default=None)
    after = min((look.start for look in looks if look.start and look.start > on), default=None)
    if before is None or after is None or any((look.start or look.end) <= on <= look.end for look in looks):
        return ""
    told = {"source": looks[0].source, "before": day(before), "after": day(after)}
    return _("%(source)s looked up to %(before)s and again from %(after)s; what was between is not known") % told


def _scope(scope: str) -> str:
    """Say of which states a source tells: of those with some states, among some, or of some that it chose."""
    if scope == "selected":
        return _("a part of them")
    word, _space, names = scope.partition(" ")
    text = {"with": _("those with %(states)s alone"), "among": _("those among %(states)s alone")}.get(word)
    return text % {"states": names} if text else _("those %(scope)s alone") % {"scope": scope}
