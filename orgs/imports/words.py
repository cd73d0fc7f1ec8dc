"""What people write for a choice, a country or a focus area."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from orgs.choices import LegalStatus, OrganisationKind, Scope, StaffBand
from orgs.models import Country, FocusArea
from orgs.proposals import Reference
from orgs.text import squash

_AMBIGUOUS = {
    **dict.fromkeys(("congo", "конго", "الكونغو", "刚果"), ("CD", "CG")),
    **dict.fromkeys(("korea", "corée", "coree", "corea", "корея", "كوريا"), ("KP", "KR")),
    "guineas": ("GN", "GQ", "GW"),
    "virginislands": ("VG", "VI"),
    "saintmartin": ("MF", "SX"),
}
"""Names that several countries go by, even where one of them has it to itself in some language."""

_CALLED = {
    "ngo": "charity nonprofit notforprofit nonprofitorganisation nonprofitorganization association"
    " npo cso ngocso ong asociación verein ev internationalngo nationalngo localngo regionalngo"
    " ingo nongovernmentalorganisation nongovernmentalorganization",
    "foundation": "funder trust fondation fundación stiftung donor",
    "network": "coalition alliance federation réseau umbrella umbrellaorganisation consortium",
    "union": "tradeunion syndicat",
    "community_group": "cbo communitybasedorganisation communitybasedorganization community"
    " grassroots",
    "movement": "socialmovement",
    "faith_based": "church religious fbo faithbasedorganisation faithbasedorganization",
    "academic": "university education research thinktank researchinstitute",
    "media": "press journalism",
    "social_enterprise": "cooperative company",
    "intergovernmental": "un unagency igo multilateral",
    "public_body": "government public municipality localgovernment",
}
_KINDS = {squash(word): kind for kind, words in _CALLED.items() for word in words.split()}


def _words_for(choices, **more) -> dict[str, str]:
    found = {squash(value): value for value in choices.values}
    found |= {squash(str(label)): value for value, label in choices.choices}
    return found | more


CHOICES = {
    "kind": _words_for(OrganisationKind, **_KINDS),
    "scope": _words_for(Scope, international="global", worldwide="global", country="national"),
    "legal_status": _words_for(
        LegalStatus, active="registered", yes="registered", no="unregistered", inactive="closed"
    ),
    "staff": _words_for(StaffBand),
}


@dataclass(frozen=True)
class Words:
    """What places are called, folded: more than one where a name is shared."""

    reference: Reference
    countries: Mapping[str, tuple[str, ...]]
    areas: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls) -> "Words":
        """Five queries."""
        countries: defaultdict[str, set[str]] = defaultdict(set)
        for one in Country.objects.all():
            called = [one.code, one.alpha3, one.m49, *one.all_names.values(), *one.aliases]
            for name in filter(None, called):
                countries[squash(name)].add(one.code)
        areas: defaultdict[str, set[str]] = defaultdict(set)
        for one in FocusArea.objects.without_introductions():
            for name in (*one.all_names.values(), one.slug, one.code):
                areas[squash(name)].add(f"{one.scheme}:{one.code}")
        for name, codes in _AMBIGUOUS.items():
            countries[name] = set(codes)
        return cls(
            Reference.read(),
            {name: tuple(sorted(found)) for name, found in countries.items()},
            {name: _clearest(found) for name, found in areas.items()},
        )

    @cached_property
    def schemes(self) -> frozenset[str]:
        return frozenset(self.reference.schemes)


_FIRST = ("theme", "gcm", "sdg", "icnp")


def _clearest(areas: Iterable[str]) -> tuple[str, ...]:
    """Of areas with one name in several lists, those of our own tree; a bare number is nobody's."""
    by_scheme = defaultdict(list)
    for area in areas:
        by_scheme[area.partition(":")[0]].append(area)
    first = next(scheme for scheme in _FIRST if scheme in by_scheme)
    return tuple(sorted(by_scheme[first]))
