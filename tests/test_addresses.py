"""Addresses made quickly are those that Django makes."""

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from orgs.addresses import page_of

NAMES = ("organisation", "country", "focus_area", "library_item", "permanent")
KEYS = ("plain", "mark", "a b", "50%", "ማህበር", "a+b&c;d=e", "~.-_!*'()", '?#[]"', "o", "@:", "a\nb")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_that_of_django_in_every_language(name, language):
    with override(language):
        assert [page_of(name, key) for key in KEYS] == [reverse(name, args=[key]) for key in KEYS]


@pytest.mark.parametrize("key", ["", "a/b"])
def test_what_fits_into_no_address_is_refused(key):
    with pytest.raises(NoReverseMatch):
        page_of("organisation", key)
