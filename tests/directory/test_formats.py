"""Days as people here write and read them."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import override


def test_a_day_is_typed_before_its_month():
    with override("en"):
        assert forms.DateField().clean("03/05/2026") == date(2026, 5, 3)


def test_a_day_is_written_before_its_month():
    with override("en"):
        assert date_format(date(2026, 5, 3), "DATE_FORMAT") == "3 May 2026"
