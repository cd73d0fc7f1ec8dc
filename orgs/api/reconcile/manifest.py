"""What the service says of itself, in each version."""

from django.conf import settings
from django.urls import reverse

from orgs.api.reconcile import limits
from orgs.api.reconcile.types import types
from orgs.choices import Language

PREVIEW = {"width": 400, "height": 240}
"""Pixels."""

_SCHEMA = "https://schema.org/Organization"
_ANY_ID = "CSD-0000-0000-0"

LANGUAGE = {
    "id": "language",
    "name": "Language",
    "type": "select",
    "default": Language.EN.value,
    "helpText": "The language of the names of countries and focus areas.",
    "choices": [{"value": value, "name": str(label)} for value, label in Language.choices],
}
LIMIT = {
    "id": "limit",
    "name": "Most values",
    "type": "number",
    "default": 0,
    "helpText": "How many values to fetch of each organisation; 0 for all there are.",
}
SETTINGS = (LANGUAGE, LIMIT)
"""Of each property that is fetched, as 1.0 writes them."""


def manifest_of_0_2() -> dict:
    return {
        "versions": ["0.2"],
        **_both(),
        "identifierSpace": _view(""),
        "schemaSpace": _SCHEMA,
        "view": {"url": _view("{{id}}")},
        "preview": {"url": f"{_at('reconcile_preview')}?id={{{{id}}}}", **PREVIEW},
        "suggest": {
            what: _service(f"reconcile_suggest_{what}") for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": _service("reconcile_propose"),
            "property_settings": [_setting_of_0_2(one) for one in SETTINGS],
        },
    }


def manifest_of_1_0() -> dict:
    return {
        "versions": ["1.0-draft"],
        **_both(),
        "lang": Language.EN.value,
        "dir": "ltr",
        "view": {"url": _view("{id}")},
        "preview": PREVIEW,
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {"proposeProperties": True, "propertySettings": list(SETTINGS)},
        "standardizedScore": True,
    }


def _both() -> dict:
    return {
        "name": settings.SITE_NAME,
        "documentation": f"{settings.SITE_URL}{reverse('data')}#reconciliation",
        "defaultTypes": types(),
        "batchSize": limits.BATCH,
    }


def _view(place: str) -> str:
    """The permanent address, with something in the place of the id."""
    return settings.SITE_URL + reverse("permanent", args=[_ANY_ID]).replace(_ANY_ID, place)


def _at(name: str) -> str:
    return settings.SITE_URL + reverse(name)


def _service(name: str) -> dict[str, str]:
    return {"service_url": settings.SITE_URL, "service_path": reverse(name)}


def _setting_of_0_2(setting: dict) -> dict:
    names = {"id": "name", "name": "label", "helpText": "help_text"}
    return {names.get(key, key): value for key, value in setting.items()}
