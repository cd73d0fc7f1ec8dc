"""The closed vocabularies of the directory: every value a field may take, with its label.

Values are what the database, the URLs and the exports carry and are never changed once
released; labels are for people and may be.
"""

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is, registered or not."""

    NGO = "ngo", _("NGO")
    NETWORK = "network", _("Network")
    FOUNDATION = "foundation", _("Foundation")
    UNION = "union", _("Union")
    COMMUNITY_GROUP = "community_group", _("Community group")
    MOVEMENT = "movement", _("Movement")
    FAITH_BASED = "faith_based", _("Faith-based organisation")
    ACADEMIC = "academic", _("Academic body")
    MEDIA = "media", _("Media organisation")
    SOCIAL_ENTERPRISE = "social_enterprise", _("Social enterprise")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental body")
    PUBLIC_BODY = "public_body", _("Public body")


class Scope(models.TextChoices):
    """How far an organisation's work reaches."""

    LOCAL = "local", _("Local")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    GLOBAL = "global", _("Global")


class LegalStatus(models.TextChoices):
    """Where an organisation stands with the law of its country."""

    REGISTERED = "registered", _("Registered")
    UNREGISTERED = "unregistered", _("Not registered")
    EXILED = "exiled", _("In exile")
    DISSOLVED = "dissolved", _("Banned or dissolved by the state")
    CLOSED = "closed", _("Closed")


class PublicationState(models.TextChoices):
    """Where a record is on its way to the public."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class RiskLevel(models.TextChoices):
    """How dangerous it is for an organisation's people to be found; see docs/safety."""

    STANDARD = "standard", _("Standard")
    SENSITIVE = "sensitive", _("Sensitive: people and street addresses are withheld")
    HIDDEN = "hidden", _("Hidden: not public in any form")


class Origin(models.TextChoices):
    """Where a record came from. Synthetic rows are for trying out and measuring only."""

    EDITOR = "editor", _("Editor")
    IMPORT = "import", _("Import")
    DEMO = "demo", _("Demonstration data")
    SYNTHETIC = "synthetic", _("Synthetic test data")


class StaffBand(models.TextChoices):
    """Paid staff, in bands wide enough not to identify anybody."""

    NONE = "0", _("Volunteers only")
    UP_TO_10 = "1-10", _("1 to 10")
    UP_TO_50 = "11-50", _("11 to 50")
    UP_TO_250 = "51-250", _("51 to 250")
    MORE = "251+", _("More than 250")


class Rating(models.TextChoices):
    """The CIVICUS Monitor's five ratings of civic space.

    Categories, never scores: they are not averaged and no number stands for them. Their
    order here, from open to closed, is only the order in which they are listed.
    """

    OPEN = "open", pgettext_lazy("civic space", "Open")
    NARROWED = "narrowed", pgettext_lazy("civic space", "Narrowed")
    OBSTRUCTED = "obstructed", pgettext_lazy("civic space", "Obstructed")
    REPRESSED = "repressed", pgettext_lazy("civic space", "Repressed")
    CLOSED = "closed", pgettext_lazy("civic space", "Closed")


NOT_RATED = "not_rated"
"""The filter value of a country nobody has rated: a state of its own, never stored."""

NOT_RATED_LABEL = pgettext_lazy("civic space", "Not rated")

PROTECTING_RATINGS = (Rating.REPRESSED, Rating.CLOSED)
"""Where these hold, or no rating does, people and places are withheld (safety rule 3)."""


class RatingBasis(models.TextChoices):
    """How a rating for a year is known."""

    STATED = "stated", _("Stated by the source")
    MAP = "map", _("Read from the published map")
    DERIVED = "derived", _("Derived from published changes")
    CARRIED = "carried", _("Carried over: no change was published")


class RatingDirection(models.TextChoices):
    """What a rating did to the one before it. Derived, never stored."""

    FIRST = "first", _("First rating")
    UNCHANGED = "unchanged", _("Unchanged")
    UPGRADED = "upgraded", _("Upgraded")
    DOWNGRADED = "downgraded", _("Downgraded")


class RegionLevel(models.TextChoices):
    """The levels of the UN's M49 standard that group countries."""

    REGION = "region", _("Region")
    SUBREGION = "subregion", _("Subregion")
    INTERMEDIATE = "intermediate", _("Intermediate region")


class FocusScheme(models.TextChoices):
    """The lists that focus areas come from."""

    THEME = "theme", _("Themes")
    GCM = "gcm", _("Global Compact for Migration objectives")
    SDG = "sdg", _("Sustainable Development Goals")
    ICNP = "icnp", _("ICNP/TSO classification")


class NameKind(models.TextChoices):
    """Why an organisation carries another name."""

    OFFICIAL = "official", _("Official name")
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also known as")
    TRANSLATION = "translation", _("Translation")
    TRANSLITERATION = "transliteration", _("Transliteration")


class OfficeKind(models.TextChoices):
    """What an office is to its organisation."""

    HEADQUARTERS = "headquarters", _("Headquarters")
    BRANCH = "branch", _("Branch")
    REPRESENTATION = "representation", _("Representation")


class ContactPointKind(models.TextChoices):
    """The ways to reach an organisation (never a person)."""

    WEBSITE = "website", _("Website")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    FORM = "form", _("Contact form")
    SIGNAL = "signal", _("Signal")
    SOCIAL = "social", _("Social account")


class RelationKind(models.TextChoices):
    """Typed links: the first organisation *is member of*, *is parent of* … the second."""

    MEMBER_OF = "member_of", _("Member of")
    PARENT_OF = "parent_of", _("Parent of")
    PARTNER_OF = "partner_of", _("Partner of")
    SUCCESSOR_OF = "successor_of", _("Successor of")
    FOUNDED_BY = "founded_by", _("Founded by")


RELATION_INVERSE_LABELS = {
    RelationKind.MEMBER_OF: _("Members"),
    RelationKind.PARENT_OF: _("Part of"),
    RelationKind.PARTNER_OF: _("Partner of"),
    RelationKind.SUCCESSOR_OF: _("Succeeded by"),
    RelationKind.FOUNDED_BY: _("Founder of"),
}
"""The same link in the words of the second organisation's page."""


class ResourceKind(models.TextChoices):
    """What the library holds."""

    REPORT = "report", _("Report")
    INTERVIEW = "interview", _("Interview")
    STATEMENT = "statement", _("Statement")
    PRACTICE = "practice", _("Practice")
    EVALUATION = "evaluation", _("Evaluation")
    PRESS_RELEASE = "press_release", _("Press release")
    ARTICLE = "article", _("Article")
    EVENT = "event", _("Event")


class SuggestionKind(models.TextChoices):
    """What the public can propose."""

    NEW = "new", _("A new organisation")
    CORRECTION = "correction", _("A correction")
    RESOURCE = "resource", _("A report or practice")
    PROBLEM = "problem", _("A problem")


class SuggestionOrigin(models.TextChoices):
    """Who proposes."""

    PUBLIC = "public", _("The public")
    ORGANISATION = "organisation", _("The organisation itself")
    IMPORT = "import", _("An import")


class ProblemKind(models.TextChoices):
    """What can be wrong with having an organisation here."""

    CLOSED = "closed", _("It no longer exists")
    WRONG = "wrong", _("Something here is wrong")
    DUPLICATE = "duplicate", _("It is listed twice")
    DANGEROUS = "dangerous", _("It is dangerous that this is public")
    REMOVAL = "removal", _("The organisation asks to be removed")


class SuggestionState(models.TextChoices):
    """Where a proposal stands."""

    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REJECTED = "rejected", _("Rejected")
    UNRESOLVED = "unresolved", _("Left open")


class DuplicateState(models.TextChoices):
    """What became of two records that may be the same organisation."""

    OPEN = "open", _("To be looked at")
    NOT_DUPLICATES = "not_duplicates", _("Not the same")
    MERGED = "merged", pgettext_lazy("two records", "Merged")


class ImportState(models.TextChoices):
    """How far an import is. Only `imported` has changed anything in the directory."""

    UPLOADED = "uploaded", _("Uploaded")
    TRYING = "trying", _("Being tried")
    TRIED = "tried", _("Tried")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", _("Imported")
    UNDONE = "undone", _("Undone")
    CANCELLED = "cancelled", _("Thrown away")


class RowOutcome(models.TextChoices):
    """What becomes of a row of an import."""

    CREATE = "create", _("New")
    UPDATE = "update", _("Changes")
    UNCHANGED = "unchanged", _("Nothing new")
    DUPLICATE = "duplicate", _("May be here already")
    REFUSED = "refused", _("Refused")


class RowChoice(models.TextChoices):
    """What an editor decides for a row that may be here already."""

    SKIP = "skip", _("Leave it out")
    UPDATE = "update", _("It is that one: propose changes")
    CREATE = "create", _("It is another: make it new")


class ReminderAnswer(models.TextChoices):
    """What an organisation can answer to the yearly reminder."""

    CONFIRMED = "confirmed", _("Still right")
    CORRECTED = "corrected", _("Sent a correction")
    REMOVED = "removed", _("Asked to be removed")


class Rhythm(models.TextChoices):
    """How often somebody who follows a list is written to, when there is anything new."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")


class LinkOutcome(models.TextChoices):
    """What came of visiting a website. Those in `LINK_FAILURES` are what nobody can read."""

    OK = "ok", _("Answers")
    REFUSED = "refused", _("Answers, but not to programmes")
    ROBOTS = "robots", _("Asks programmes to stay away")
    GONE = "gone", _("Has no such page")
    ERROR = "error", _("Its server reports an error")
    NO_HOST = "no_host", _("There is no such site")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    SLOW = "slow", _("Does not answer in time")
    CERTIFICATE = "certificate", _("Its certificate is not valid")
    REDIRECTS = "redirects", _("Redirects without end")
    NOT_PUBLIC = "not_public", _("Leads to what is not on the public web")
    UNREADABLE = "unreadable", _("Its answer cannot be read")


LINK_FAILURES = frozenset(LinkOutcome) - {
    LinkOutcome.OK,
    LinkOutcome.REFUSED,
    LinkOutcome.ROBOTS,
}
"""A person with a browser sees no page either. Robots and refusals say that somebody is there."""


class Language(models.TextChoices):
    """The languages of the interface, in which countries and focus areas are named."""

    EN = "en", "English"
    FR = "fr", "Français"
    ES = "es", "Español"
    AR = "ar", "العربية"
    RU = "ru", "Русский"
    ZH_HANS = "zh-hans", "简体中文"
    PT = "pt", "Português"


class Fact(models.TextChoices):
    """What a source can support, as `Source.fields` names it. All but the risk level, which is
    the editors' own, are on public pages.
    """

    NAME = "name", _("name")
    NAMES = "names", _("other names")
    KIND = "kind", _("kind")
    SCOPE = "scope", _("scope")
    LEGAL_STATUS = "legal_status", _("legal status")
    FOUNDED = "founded", _("founded")
    CLOSED = "closed", _("closed")
    STAFF = "staff", _("paid staff")
    SUMMARY = "summary", _("summary")
    DESCRIPTION = "description", _("description")
    LANGUAGES = "languages", _("languages")
    HEADQUARTERS = "headquarters", _("headquarters")
    COUNTRIES = "countries", _("countries")
    FOCUS = "focus", _("focus areas")
    IDENTIFIERS = "identifiers", _("identifiers")
    OFFICES = "offices", _("offices")
    CONTACT_POINTS = "contact_points", _("ways to reach it")
    RELATIONS = "relations", _("relations")
    RISK = "risk", _("risk level")


class OverrideCover(models.TextChoices):
    """What two publishers may decide to publish in spite of the country's rating."""

    CONTACTS = "contacts", _("People who consented")
    PLACES = "places", _("Street addresses and coordinates")


class Role(models.TextChoices):
    """The roles, from the narrowest to the widest. The values are the names of the groups."""

    CONTRIBUTOR = "contributor", _("Contributor: writes drafts and sends them to review")
    EDITOR = "editor", _("Editor: edits everything except people, ratings and publication")
    PUBLISHER = "publisher", _("Publisher: publishes, keeps people, consents and ratings")
    ADMINISTRATOR = "administrator", _("Administrator: everything, accounts too")


class GrantScope(models.TextChoices):
    """What a role that was granted for a time is narrowed to."""

    EVERYTHING = "everything", _("The whole directory")
    COUNTRIES = "countries", _("Organisations based in some countries")
    FOCUS_AREAS = "focus_areas", _("Organisations that work on some focus areas")
    NETWORK = "network", _("The members of one network")


LANGUAGE_TAGS = tuple(tag for tag, info in LANG_INFO.items() if "name" in info)
"""Languages Django can name; others are shown by their tags."""


def language_name(tag: str) -> str:
    """A language in the reader's own, or its tag when Django does not know it."""
    info = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.lower().split("-")[0])
    if info is None or "name" not in info:
        return tag
    name = gettext(info["name"])
    return name[:1].upper() + name[1:]
