"""The models of the directory, one module for each or for a tight pair."""

from orgs.models.contact import Consent, Contact, ProtectionOverride
from orgs.models.country import Country, Region
from orgs.models.demo import LoadedFile, LoadedRecord
from orgs.models.erasure import ErasedPerson
from orgs.models.focus import FocusArea
from orgs.models.follower import Follower
from orgs.models.grant import Grant
from orgs.models.importing import Import, ImportMapping, ImportRow
from orgs.models.lookups import among
from orgs.models.matching import MatchKey, Merge, PossibleDuplicate
from orgs.models.office import Office
from orgs.models.organisation import FormerSlug, Organisation, organisations_changed
from orgs.models.parts import (
    ContactPoint,
    Identifier,
    IdentifierScheme,
    OrganisationName,
    Source,
)
from orgs.models.rating import CivicSpaceRating, ratings_changed
from orgs.models.relation import Relation
from orgs.models.resource import Resource
from orgs.models.retention import RetentionRun
from orgs.models.search import (
    PublicChange,
    SearchChange,
    SearchEntry,
    SearchKey,
    SearchLabel,
    SearchPosting,
    SearchRow,
    SearchSnapshot,
    SearchText,
    SearchVersion,
    SearchWord,
)
from orgs.models.suggestion import Suggestion
from orgs.models.user import User
from orgs.models.verification import LinkCheck, Reminder
from orgs.models.wording import ConsentWording, check_wording

__all__ = [
    "CivicSpaceRating",
    "Consent",
    "ConsentWording",
    "Contact",
    "ContactPoint",
    "Country",
    "ErasedPerson",
    "FocusArea",
    "Follower",
    "FormerSlug",
    "Grant",
    "Identifier",
    "IdentifierScheme",
    "Import",
    "ImportMapping",
    "ImportRow",
    "LinkCheck",
    "LoadedFile",
    "LoadedRecord",
    "MatchKey",
    "Merge",
    "Office",
    "Organisation",
    "OrganisationName",
    "PossibleDuplicate",
    "ProtectionOverride",
    "PublicChange",
    "Region",
    "Relation",
    "Reminder",
    "Resource",
    "RetentionRun",
    "SearchChange",
    "SearchEntry",
    "SearchKey",
    "SearchLabel",
    "SearchPosting",
    "SearchRow",
    "SearchSnapshot",
    "SearchText",
    "SearchVersion",
    "SearchWord",
    "Source",
    "Suggestion",
    "User",
    "among",
    "check_wording",
    "organisations_changed",
    "ratings_changed",
]
