"""What a column is, told by its heading."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.proposals import FIELDS
from orgs.text import squash

PUBLIC_ID = "public_id"
COUNTRY, COUNTRIES, FOCUS, CITY = "country", "countries", "focus_areas", "city"
IDENTIFIER = "identifier:"
"""Followed by the code of the register whose bare numbers the column holds."""
STREET = "street_address"
SOURCE_TITLE, SOURCE_URL = "source_title", "source_url"
PERSON = ("person_name", "person_role", "person_email", "person_phone")
EITHER_EMAIL, EITHER_PHONE = "either_email", "either_phone"
"""Addresses and numbers of which only the row tells whose they are. Numbers are never guessed to
be so: nothing in them tells a switchboard from somebody's own.
"""

_LABELS: dict[str, str | Promise] = {
    PUBLIC_ID: _("permanent id"),
    **{name: one.label for name, one in FIELDS.items()},
    COUNTRY: _("country (name or code)"),
    COUNTRIES: _("works in (names or codes)"),
    FOCUS: _("focus areas (names or codes)"),
    CITY: _("city"),
    STREET: _("street address (not public before a publisher confirms it)"),
    SOURCE_TITLE: _("source: title"),
    SOURCE_URL: _("source: address"),
    "person_name": _("person: name (private)"),
    "person_role": _("person: role (private)"),
    "person_email": _("person: e-mail (private)"),
    "person_phone": _("person: telephone (private)"),
    EITHER_EMAIL: _("e-mail: the organisation’s if shared, as info@ is; else a person’s (private)"),
    EITHER_PHONE: _("telephone: a person’s (private) if one is named; else the organisation’s"),
}

SEVERAL_COLUMNS = {
    *(name for name, one in FIELDS.items() if one.several),
    *(COUNTRIES, FOCUS, CITY),
}
"""What several columns may hold together: Website 1, Website 2."""

FOLLOWS = {"permalink", "headquarters", "civic_space", "civic_space_since", "verified_on"} | {
    "updated_on"
}
"""Columns of our own file that follow from others."""

_CALLED = {
    "name": "name organisation organization organisationname organizationname nameoforganisation"
    " nameoforganization title charityname charity ngo ngoname orgname legalname fullname nom"
    " nomdelorganisation nombre nomdelassociation nombredelaorganizacion организация название"
    " наименование الاسم اسمالمنظمة اسمالمنظمه 名称 组织名称 nome nomedaorganizacao bezeichnung"
    " organisationsname",
    "acronyms": "acronym acronyms abbreviation abbreviations shortname sigle acronyme siglas sigla"
    " abkürzung аббревиатура сокращение الاختصار",
    "former_names": "formername formernames previousname previousnames oldname anciennom",
    "other_names": "othername othernames alias aliases alsoknownas aka alternativename"
    " alternativenames nameinenglish englishname autresnoms otrosnombres tradingname",
    "kind": "kind type orgtype organisationtype organizationtype category typeoforganisation"
    " typeoforganization typedorganisation tipo art",
    "scope": "scope reach level geographicscope",
    "legal_status": "legalstatus registrationstatus status statutjuridique",
    "founded": "founded foundedyear yearfounded established yearestablished foundingyear"
    " dateestablished foundationyear yearofestablishment dateoffoundation dateofregistration"
    " registrationdate fondée annéedefondation annéedecréation año añodefundación gegründet"
    " gründungsjahr годоснования سنةالتأسيس",
    "closed": "closed closedyear dissolved dateclosed",
    "summary": "summary shortdescription tagline mission résumé resumen",
    "description": "description about activities objectives notesonactivities longdescription"
    " descripción beschreibung описание الوصف activités whatitdoes"
    " whattheydo whatwedo ourwork cequenousfaisons quehacemos",
    COUNTRY: "country headquarterscountry hqcountry countryiso2 countrycode iso2 iso3 countryname"
    " hqcountryorregion pays país pais land страна البلد الدولة 国家 countryofregistration basedin"
    " headquarterscode headquarters",
    COUNTRIES: "countries countriesofoperation worksin countriesactive workingcountries"
    " countrycodes paysdintervention",
    FOCUS: "focus focusarea focusareas theme themes thematicareas sector sectors areasofwork"
    " issues topics domaines thématiques causes focusareacodes",
    "languages": "language languages langues idiomas workinglanguages",
    "staff": "staff staffsize paidstaff employees numberofemployees",
    "websites": "website websites url web webpage homepage webaddress site siteweb siteinternet"
    " sitioweb páginaweb webseite сайт вебсайт الموقع الموقعالإلكتروني 网站 link",
    "emails": "email emails emailaddress organisationemail organizationemail generalemail courriel"
    " correo correoelectrónico эл почта البريدالإلكتروني officeemail infoemail mail",
    "phones": "phone phones telephone tel phonenumber telephonenumber téléphone teléfono telefon"
    " телефон الهاتف organisationphone officephone",
    "social_accounts": "social socialaccounts socialmedia facebook twitter instagram linkedin x"
    " mastodon youtube facebookpage twitterhandle",
    "identifiers": "identifier identifiers organisationidentifier organizationidentifier orgid"
    " iatiorganisationidentifier iatiidentifier iatiorganizationidentifier ror rorid lei",
    "offices": "offices",
    CITY: "city town place location ville ciudad stadt город المدينة 城市 hqcity headquarterscity",
    STREET: "address street streetaddress postaladdress mailingaddress physicaladdress"
    " officeaddress headofficeaddress headquartersaddress fulladdress addressline1 adresse"
    " adressepostale rue dirección domicilio calle endereço anschrift straße indirizzo адрес улица"
    " العنوان عنوان 地址",
    PUBLIC_ID: "publicid permanentid directoryid",
    SOURCE_TITLE: "source sourcetitle sourcename",
    SOURCE_URL: "sourceurl sourceaddress sourcelink",
    "person_name": "contact contactname contactperson focalpoint person personname director"
    " executivedirector headoforganisation representative nomducontact personnedecontact"
    " personadecontacto contactfullname ceo chairperson president ansprechpartner контактноелицо"
    " الشخصالمسؤول",
    "person_role": "contactrole role position jobtitle contactposition contacttitle fonction cargo",
    "person_email": "contactemail personalemail directoremail focalpointemail emailofcontact"
    " emailducontact contactpersonemail",
    "person_phone": "contactphone mobile cell mobilephone whatsapp contactnumber contacttelephone"
    " directorphone portable contactpersonphone",
}
_BY_HEADING = {squash(word): name for name, words in _CALLED.items() for word in words.split()}
_BY_HEADING |= {squash(name): name for name in (*FIELDS, *_CALLED)}
_BY_HEADING |= {squash("headquarters_code"): "headquarters_code"}
_BY_HEADING |= {squash(one): one for one in ("country_codes", "focus_area_codes")}


@dataclass
class Columns:
    """What each column is thought to be (empty: it is left out), and what needs a decision."""

    targets: list[str]
    doubts: list[str] = field(default_factory=list)


def labels() -> dict[str, str | Promise]:
    """Everything a column can be, by name."""
    return _LABELS


def is_ours(headings: list[str]) -> bool:
    """Our own file, whose cells can be read back without guessing."""
    return {PUBLIC_ID, "permalink", "name"} <= set(headings)


def target_of(heading: str, schemes=()) -> str:
    """What a column with this heading usually is; empty when we cannot tell."""
    if heading.strip() in FOLLOWS:
        return ""
    if heading.strip().upper() in schemes:
        return IDENTIFIER + heading.strip().upper()
    return _BY_HEADING.get(squash(heading), "")


def understood(headings: list[str], *, saved=None, schemes=()) -> Columns:
    """What the columns are: as a saved mapping has it, else by their headings. Two columns for what
    has one value are left for a person to choose from.
    """
    saved = saved or {}
    if is_ours(headings):
        known = {PUBLIC_ID, *FIELDS}
        return Columns([one if one in known else "" for one in headings])
    targets = [saved.get(squash(one)) or target_of(one, schemes) for one in headings]
    columns = Columns(targets)
    _keep_private(targets)
    folded = [squash(one) for one in headings]
    for name in dict.fromkeys(filter(None, targets)):
        there = [place for place, one in enumerate(targets) if one == name]
        same = len({folded[place] for place in there}) < len(there)
        if len(there) > 1 and (same or name not in SEVERAL_COLUMNS):
            columns.doubts.append(name)
            for place in there:
                targets[place] = ""
    return columns


def _keep_private(targets: list[str]) -> None:
    """An e-mail or a number beside a person's name is taken for the person's, which stays private,
    unless the person has a column for it already. Rows that name nobody may hold a mailbox that
    many read. A street may be the person's home.
    """
    if "person_name" not in targets:
        return
    targets[:] = ["" if one == STREET else one for one in targets]
    for public, private in (("emails", "person_email"), ("phones", "person_phone")):
        if private not in targets and targets.count(public) == 1:
            either = EITHER_EMAIL if public == "emails" else private
            targets[targets.index(public)] = either


def likely_header(rows: list[list[str]]) -> int:
    """The line or row of the headings, from 1: the one with most cells that we know as headings,
    else the first one that is no title, comment or blank line.
    """
    best, place = 0, 0
    for number, row in enumerate(rows[:30], start=1):
        known = sum(bool(target_of(cell)) for cell in row if cell.strip())
        if known > best and known >= 2:
            best, place = known, number
    if place:
        return place
    for number, row in enumerate(rows, start=1):
        filled = [cell for cell in row if cell.strip()]
        told = filled and filled[0].lower().startswith(("#", "sep="))
        if (
            filled
            and not told
            and (len(filled) > 1 or len(rows) <= number or len(rows[number]) <= 1)
        ):
            return number
    return 1
