"""Cells as people write them, turned into the values of a proposal.

What can be understood is; what cannot is left out and said, never guessed. Only a row without a
usable name is refused as a whole.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from orgs.cells import split, unguard
from orgs.imports.headings import (
    CITY,
    COUNTRIES,
    COUNTRY,
    EITHER_EMAIL,
    EITHER_PHONE,
    FOCUS,
    IDENTIFIER,
    PERSON,
    PUBLIC_ID,
    SOURCE_TITLE,
    SOURCE_URL,
    STREET,
)
from orgs.imports.records import Record
from orgs.imports.spelling import (
    addresses,
    collapsed,
    decoded,
    is_blank,
    left_out,
    partial_date,
    register,
    several,
)
from orgs.imports.words import CHOICES, Words
from orgs.models import Contact, Office, Source
from orgs.proposals import FIELDS, Values, cleaned
from orgs.text import one_line, squash

_TOTAL = {"total", "totals", "totaux", "sum", "subtotal", "gesamt", "somme", "итого", "المجموع"}
_NOWHERE = {"global", "international", "worldwide", "eu", "europeanunion", "multiple", "various"}
_PARTS_OF_CHOICE = re.compile(r"[|;,/:]")
_PARTS_OF_AREAS = re.compile(r"[|;,\n]+")
_SEVERAL_PLACES = re.compile(r"[|;,/\n]+|\s(?:and|et|y|und|&)\s")
_SHARED = re.compile(
    r"admin|administration|bureau|contact|contacto|contato|correo|enquiries|general|hello|info"
    r"|information|inquiries|kontakt|mail|office|post|reception|secretariat|team|welcome"
)
"""Mailboxes that name nobody."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/.])\+?\(?\d(?:[\d\s().-]{7,17})\d(?!\w)")
_DIGIT = re.compile(r"\d")
_THE = re.compile(r"^the\b", re.IGNORECASE)
_TURNED = re.compile(r"([^,(]+)[,(]([^,()]+)\)?\s*")


@dataclass
class Understood:
    """A record as a proposal: its `values`, the permanent id it names, people (never public),
    its source, `notes` on what was changed or left out, and why it is refused, if it is.
    `open` holds words for countries that a person has to decide.
    """

    values: Values = field(default_factory=dict)
    public_id: str = ""
    people: list[dict[str, str]] = field(default_factory=list)
    source: tuple[str, str] = ("", "")
    notes: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    refused: str = ""


class Reader:
    """Turns records into proposals; knows the columns, the words for places, and what a person
    has `decided` about words that mean several countries or none (folded → code, "" for none).
    """

    def __init__(self, targets: list[str], words: Words, *, ours=False, exact=False, decided=None):
        self.targets, self.words, self.ours, self.exact = targets, words, ours, exact or ours
        self.decided = {squash(name): code for name, code in (decided or {}).items()}

    def understood(self, record: Record) -> Understood:
        """Never raises. Costs no query."""
        found = Understood(refused=record.problem)
        if found.refused:
            return found
        cells = self._by_target(record, found)
        if found.refused:
            return found
        if not self.exact and squash(cells.get("name", [""])[0]) in _TOTAL:
            found.refused = _("This looks like the line of a total, not like an organisation.")
            return found
        self._whose_address(cells, found)
        raw = self._values(cells, found)
        values, wrong = cleaned(raw, self.words.reference)
        for name in list(wrong):
            if name != "name" and FIELDS[name].several:
                values[name] = self._each(name, raw[name], found)
                del wrong[name]
        if "name" in wrong or not values.get("name"):
            found.refused = self._no_name(wrong)
        for name, error in wrong.items():
            if name != "name":
                found.notes.append(left_out(name, raw[name], error))
        found.values = values
        self._street(cells, found)
        self._people(cells, found)
        self._flag(found)
        return found

    @staticmethod
    def _no_name(wrong: dict[str, ValidationError]) -> str:
        if "name" in wrong and getattr(wrong["name"], "code", "") != "required":
            return " ".join(wrong["name"].messages)
        return _("It has no name.")

    def _by_target(self, record: Record, found: Understood) -> dict[str, list[str]]:
        """The cells that say something, by what their columns are."""
        cells: defaultdict[str, list[str]] = defaultdict(list)
        extra = [cell for cell in record.cells[len(self.targets) :] if cell.strip()]
        if extra:
            found.refused = _(
                "It has %(there)s cells, more than there are headings (%(headings)s): its values "
                "may stand in the wrong columns."
            ) % {"there": len(record.cells), "headings": len(self.targets)}
        elif len(record.cells) < len(self.targets) and not self.exact:
            found.notes.append(
                _("It has only %(there)s of %(headings)s cells.")
                % {"there": len(record.cells), "headings": len(self.targets)}
            )
        for target, cell in zip(self.targets, record.cells, strict=False):
            text = unguard(cell) if self.ours else cell
            if target and ((self.exact and text) or (not self.exact and not is_blank(text))):
                cells[target].append(text if self.exact else decoded(text, found.notes))
        return cells

    @staticmethod
    def _whose_address(cells: defaultdict[str, list[str]], found: Understood) -> None:
        """A person's, if the row names one. Else the organisation's, but for a mailbox that may
        be somebody's own.
        """
        emails, phones = cells.pop(EITHER_EMAIL, []), cells.pop(EITHER_PHONE, [])
        nobody = "person_name" not in cells
        shared = all(_is_shared(one) for one in several(emails))
        for texts, public, private, ours in (
            (emails, "emails", "person_email", nobody and shared),
            (phones, "phones", "person_phone", nobody),
        ):
            if texts and (ours or private not in cells):
                cells[public if ours else private] += texts
            elif texts:
                found.notes.append(_("A second address or number of a person was left out."))

    def _values(self, cells: dict[str, list[str]], found: Understood) -> Values:
        values: Values = {}
        for target, texts in cells.items():
            if target == PUBLIC_ID:
                found.public_id = texts[0].strip().upper()
            elif target in FIELDS:
                values[target] = self._of_field(target, texts, found)
            elif target.startswith(IDENTIFIER):
                scheme = target.removeprefix(IDENTIFIER)
                values.setdefault("identifiers", [])
                values["identifiers"] += [f"{scheme}-{one}" for one in several(texts)]
        title, url = (one_line((cells.get(one) or [""])[0]) for one in (SOURCE_TITLE, SOURCE_URL))
        found.source = (
            _checked(SOURCE_TITLE, title, Source, "title", found),
            _checked(SOURCE_URL, url, Source, "url", found),
        )
        self._places(cells, values, found)
        return {name: value for name, value in values.items() if value not in ("", [])}

    def _of_field(self, name: str, texts: list[str], found: Understood):
        if self.exact:
            return split(texts[0]) if FIELDS[name].several else texts[0]
        if name in CHOICES:
            return self._choice(name, texts[0], found)
        if name in ("founded", "closed"):
            return partial_date(name, texts[0], found.notes)
        if name in ("websites", "social_accounts"):
            return addresses(name, texts, found.notes)
        if name == "summary" and len(texts[0]) > 300:
            return self._long_summary(texts[0], found)
        if name == "headquarters_code":
            return texts[0].strip().upper()
        if name in ("languages", "country_codes"):
            return several(texts, _SEVERAL_PLACES)
        if name == "identifiers":
            return [register(one, self.words.schemes) for one in several(texts)]
        return several(texts) if FIELDS[name].several else texts[0]

    @staticmethod
    def _long_summary(text: str, found: Understood) -> str:
        found.notes.append(_("The summary is longer than 300 characters and was left out."))
        return ""

    def _choice(self, name: str, text: str, found: Understood) -> str:
        known = CHOICES[name]
        for word in _PARTS_OF_CHOICE.split(text):
            plain = squash(word)
            if found_one := known.get(plain) or known.get(plain.lstrip("0123456789")):
                return found_one
        found.notes.append(left_out(name, text))
        return ""

    def _places(self, cells: dict[str, list[str]], values: Values, found: Understood) -> None:
        codes: list[str] = []
        for text in cells.get(COUNTRY, []):
            codes += self._countries(text, found)
        if len(codes) == 1:
            values.setdefault("headquarters_code", codes[0])
        elif codes:
            values["country_codes"] = [*values.get("country_codes", []), *codes]
            found.notes.append(
                _("Several countries are named: it works there, and its headquarters stay open.")
            )
        for text in cells.get(COUNTRIES, []):
            there = values.get("country_codes", [])
            values["country_codes"] = [*there, *self._countries(text, found)]
        for text in cells.get(FOCUS, []):
            there = values.get("focus_area_codes", [])
            values["focus_area_codes"] = [*there, *self._areas(text, found)]
        country = values.get("headquarters_code")
        if country and cells.get(CITY):
            values["offices"] = [f"{one_line(city)} {country}" for city in cells[CITY]]
        elif cells.get(CITY):
            found.notes.append(
                _("The city %(city)s was left out: without one country it could be anywhere.")
                % {"city": one_line(cells[CITY][0])}
            )

    @staticmethod
    def _street(cells: dict[str, list[str]], found: Understood) -> None:
        """It goes with the one office, or is the office where no city is named."""
        text = one_line((cells.get(STREET) or [""])[0])
        offices = found.values.get("offices", ())
        if not text:
            return
        if len(offices) > 1 or not (offices or found.values.get("headquarters_code")):
            found.notes.append(
                _("The street address was left out: it is not clear in which city or country.")
            )
        elif street := _checked(STREET, text, Office, STREET, found, shown=False):
            found.values[STREET] = street

    def _countries(self, text: str, found: Understood) -> list[str]:
        whole = self._country(text)
        if whole is not None:
            return whole
        for name in _turned(text):
            if known := self._country(name):
                return known
        codes: list[str] = []
        for part in filter(str.strip, _SEVERAL_PLACES.split(collapsed(text))):
            known = self._country(part)
            if known is None:
                found.open.append(one_line(part))
                found.notes.append(self._unknown_country(part))
            codes += known or []
        return list(dict.fromkeys(codes))

    def _country(self, text: str) -> list[str] | None:
        """The code in a list, an empty one for no country, None when a person must decide."""
        folded = squash(text)
        if folded in self.decided:
            return [code] if (code := self.decided[folded]) else []
        if folded in _NOWHERE or is_blank(text):
            return []
        codes = self.words.countries.get(folded, ())
        return list(codes) if len(codes) == 1 else None

    def _unknown_country(self, text: str) -> str:
        codes = self.words.countries.get(squash(text), ())
        if codes:
            return _("“%(word)s” can mean %(codes)s: decide which.") % {
                "word": one_line(text),
                "codes": ", ".join(codes),
            }
        return _("“%(word)s” is no country we know.") % {"word": one_line(text)}

    def _areas(self, text: str, found: Understood) -> list[str]:
        if text.strip() in self.words.reference.areas:
            return [text.strip()]
        whole = self.words.areas.get(squash(text), ())
        if len(whole) == 1:
            return list(whole)
        codes = []
        for part in filter(str.strip, _PARTS_OF_AREAS.split(text)):
            known = self.words.areas.get(squash(part), ())
            if part.strip() in self.words.reference.areas:
                known = (part.strip(),)
            if len(known) == 1:
                codes += known
            else:
                found.notes.append(left_out(FOCUS, part))
        return list(dict.fromkeys(codes))

    def _each(self, name: str, texts: list[str], found: Understood) -> list[str]:
        """Those of several values that fit; the others are told."""
        fine: list[str] = []
        for text in texts:
            values, wrong = cleaned({name: [text]}, self.words.reference)
            if wrong:
                found.notes.append(left_out(name, text, wrong[name]))
            else:
                fine += values[name]
        return list(dict.fromkeys(fine))

    @staticmethod
    def _people(cells: dict[str, list[str]], found: Understood) -> None:
        if cells.keys().isdisjoint(PERSON):
            return
        name, role, email, phone = (one_line((cells.get(one) or [""])[0]) for one in PERSON)
        if name or email or phone:
            person = {"name": name, "role": role, "email": email, "phone": phone}
            for (fact, text), column in zip(person.items(), PERSON, strict=True):
                person[fact] = _checked(column, text, Contact, fact, found, shown=False)
            found.people.append(person)

    @staticmethod
    def _flag(found: Understood) -> None:
        """Free text is public: what looks like somebody's address or number in it is pointed at."""
        for name in ("summary", "description"):
            text = found.values.get(name, "")
            field = {"field": FIELDS[name].label}
            if _has_address(text):
                found.notes.append(_("%(field)s: the e-mail address may be a person’s.") % field)
            if _has_number(text):
                found.notes.append(_("%(field)s: the number in it may be a person’s.") % field)


def may_name_somebody(*texts: str) -> bool:
    """Whether free text has what may be somebody's address or number."""
    return any(_has_address(text) or _has_number(text) for text in texts)


def _has_address(text: str) -> bool:
    return "@" in text and bool(_EMAIL.search(text))


def _has_number(text: str) -> bool:
    return bool(_DIGIT.search(text) and _PHONE.search(text))


def _is_shared(email: str) -> bool:
    return bool(_SHARED.fullmatch(email.partition("@")[0].strip().casefold()))


def _turned(text: str) -> list[str]:
    """A country as lists write it, read from the comma on: "Tanzania, United Republic of"."""
    found = _TURNED.fullmatch(text)
    if not found:
        return []
    name, before = found[1].strip(), _THE.sub("", found[2].strip())
    return [f"{before} {name}", f"{before} the {name}"]


def _checked(column: str, text: str, model, field: str, found: Understood, *, shown=True) -> str:
    """The text as the model would keep it, or nothing and a note; a person's is not repeated."""
    if not text:
        return ""
    try:
        return model._meta.get_field(field).clean(text, None)
    except ValidationError as error:
        found.notes.append(left_out(column, text if shown else "…", error))
        return ""
