"""What the panel tells of what the directory does by itself."""

import pytest
from django.urls import reverse

from tests.factories import FollowerFactory

pytestmark = pytest.mark.django_db


def test_of_followers_the_panel_knows_the_number_only(as_role):
    FollowerFactory(email="reader@example.org")
    FollowerFactory(email="waiting@example.org", confirmed_at=None)
    page = as_role("editor").get(reverse("admin:orgs_retentionrun_changelist")).content.decode()

    assert "Followed by e-mail: 1. Asked for and not confirmed: 1." in page
    assert "example.org" not in page
