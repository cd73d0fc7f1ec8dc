"""Addresses that become links are web addresses, in every table."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from orgs.models import IdentifierScheme
from orgs.validators import validate_web_address

BY_THE_PROGRAM = {"orgs.LinkCheck.url"}
"""Copied from what has been checked."""

ADDRESSES = [
    field
    for model in apps.get_app_config("orgs").get_models()
    for field in model._meta.concrete_fields
    if not model.__name__.startswith("Historical")
    and (isinstance(field, models.URLField) or field.name == "url" or field.name.endswith("_url"))
    and str(field) not in BY_THE_PROGRAM
]


@pytest.mark.parametrize("field", ADDRESSES, ids=str)
@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://example.org/", "https://me:pass@example.org/", "https:"]
)
def test_an_address_that_is_no_web_address_is_refused(field, text):
    with pytest.raises(ValidationError) as refused:
        field.clean(text, None)
    assert "web_address" in {one.code for one in refused.value.error_list}


@pytest.mark.parametrize("field", ADDRESSES, ids=str)
def test_a_web_address_is_taken(field):
    assert field.clean("https://example.org/a?b=c", None) == "https://example.org/a?b=c"


@pytest.mark.django_db
def test_the_registers_we_know_have_addresses_that_are_taken():
    for one in IdentifierScheme.objects.all():
        for text in filter(None, (one.url, one.record_url)):
            validate_web_address(text)
