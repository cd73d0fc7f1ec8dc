"""The card of an organisation for an address book."""

import pytest

from orgs.columns import COLUMNS
from orgs.exports.records import organisation_records
from orgs.exports.vcard import FOLD, write_vcard
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
)

EMPTY = {column.name: [] if column.several else None for column in COLUMNS}
KNOWN = {
    "name": "Harbour Aid",
    "permalink": "https://directory.example/o/CSD-0000-0000-0",
    "updated_on": "2026-11-22",
}


def lines(**more) -> list[str]:
    """The lines of a card, unfolded."""
    return write_vcard(EMPTY | KNOWN | more).decode().replace("\r\n ", "").split("\r\n")


def test_a_card_has_what_every_card_needs():
    assert lines() == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "UID;VALUE=uri:https://directory.example/o/CSD-0000-0000-0",
        "FN:Harbour Aid",
        "ORG:Harbour Aid",
        "SOURCE:https://directory.example/o/CSD-0000-0000-0",
        "REV:20261122T000000Z",
        "END:VCARD",
        "",
    ]


def test_every_way_to_reach_it_has_a_line():
    found = lines(
        websites=["https://a.example.org/?x=1,2;3", "https://b.example.org/"],
        emails=["office@example.org"],
        phones=["+30 210 1234567"],
        social_accounts=["https://social.example.org/@harbour"],
    )
    assert "URL:https://a.example.org/?x=1,2;3" in found
    assert "URL:https://b.example.org/" in found
    assert "EMAIL:office@example.org" in found
    assert "TEL;VALUE=text:+30 210 1234567" in found
    assert "SOCIALPROFILE:https://social.example.org/@harbour" in found


def test_signs_that_mean_something_are_escaped():
    found = lines(name="A; B, C\\D", summary="one\r\ntwo\nthree", acronyms=["A,B", "C"])
    assert "FN:A\\; B\\, C\\\\D" in found
    assert "NOTE:one\\ntwo\\nthree" in found
    assert "NICKNAME:A\\,B,C" in found


@pytest.mark.parametrize("value", ["x\r\nTEL:666", "x\nTEL:666", "x\rTEL:666", "x\x0bTEL:666"])
@pytest.mark.parametrize("name", ["websites", "emails", "phones", "social_accounts", "acronyms"])
def test_no_value_begins_a_line_of_its_own(name, value):
    found = lines(**{name: [value]})
    assert len(found) == len(lines()) + 1
    assert not any(line.startswith("TEL:") for line in found)


@pytest.mark.parametrize("letter", ["x", "é", "مـ", "支", "😀"])
def test_a_long_line_is_folded_between_letters(letter):
    folded = write_vcard(EMPTY | KNOWN | {"name": letter * 100}).split(b"\r\n")
    assert max(map(len, folded)) <= FOLD
    assert all(line.decode() is not None for line in folded)
    assert f"FN:{letter * 100}" in lines(name=letter * 100)


@pytest.mark.django_db
def test_no_person_and_no_street_is_on_it_whatever_they_consented_to():
    contact = ContactFactory(name="Canary Person", email="canary@example.org")
    ConsentFactory(contact=contact, covers_exports=True)
    organisation = contact.organisation
    OfficeFactory(organisation=organisation, street_address="Canary Street 1")
    NameFactory(organisation=organisation, text="HA", kind="acronym")
    ContactPointFactory(organisation=organisation, kind="email", value="office@example.org")
    [record] = organisation_records([organisation.pk], language="en")
    card = write_vcard(record).decode()
    assert "anary" not in card
    assert "NICKNAME:HA" in card
    assert "EMAIL:office@example.org" in card


def test_half_of_a_pair_does_not_stop_it():
    assert "FN:a?b" in lines(name="a\ud800b")
