"""What people agreed to stays as it was."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from orgs import actions
from orgs.models import ConsentWording
from tests.factories import ConsentFactory, ContactFactory, UserFactory

pytestmark = pytest.mark.django_db


def wording(language="en"):
    return ConsentWording.objects.get(version="2026-01", language=language)


def record(version, language):
    return actions.record_consent(
        contact=ContactFactory(),
        given_on=timezone.localdate(),
        given_how="signed form",
        wording_version=version,
        wording_language=language,
        by=UserFactory(group="publisher"),
    )


@pytest.mark.parametrize("act", ["save", "delete", "full_clean"])
def test_a_wording_somebody_agreed_to_is_fixed(act):
    ConsentFactory()

    with pytest.raises(ValidationError, match="add a new version"):
        getattr(wording(), act)()
    getattr(wording("fr"), act)()


def test_a_wording_counts_the_consents_under_it():
    ConsentFactory(), ConsentFactory(withdrawn_on=timezone.localdate())
    counts = ConsentWording.objects.with_counts().values_list("language", "given", "in_force")

    assert sorted(counts) == [("ar", 0, 0), ("en", 2, 1), ("fr", 0, 0)]
    assert str(wording()) == "2026-01 · English"


@pytest.mark.parametrize(
    ("version", "language", "why"),
    [("1999-01", "en", "No such wording"), ("2026-01", "pt", "not kept in that language")],
)
def test_a_consent_to_a_wording_nobody_kept_is_refused(version, language, why):
    with pytest.raises(ValidationError, match=why):
        record(version, language)


def test_where_no_wording_is_kept_any_will_do():
    ConsentWording.objects.all().delete()

    assert record("ours", "pt").wording_version == "ours"


def test_a_consent_to_a_wording_that_is_gone_can_still_be_withdrawn():
    consent = ConsentFactory(wording_version="1999-01")
    actions.withdraw_consent(consent=consent, by=UserFactory(group="publisher"))


@pytest.fixture
def publisher(client):
    client.force_login(UserFactory(group="publisher"))
    return client


def test_the_page_of_a_wording_leads_to_its_consents(publisher):
    ConsentFactory(), ConsentFactory(wording_language="fr")
    page = publisher.get(reverse("admin:orgs_consentwording_change", args=[wording().pk]))
    link = "wording_version=2026-01&amp;wording_language__exact=en"

    assert "1 ever, 1 in force now" in page.content.decode()
    assert link in page.content.decode()
    listed = publisher.get(
        f"{reverse('admin:orgs_consent_changelist')}?{link.replace('&amp;', '&')}"
    )
    assert [one.wording_language for one in listed.context["cl"].result_list] == ["en"]


def test_a_used_wording_has_no_button_to_save_and_an_unused_one_has(publisher):
    ConsentFactory()
    pages = {
        language: publisher.get(
            reverse("admin:orgs_consentwording_change", args=[wording(language).pk])
        )
        for language in ("en", "fr")
    }

    assert not pages["en"].context["has_change_permission"]
    assert pages["fr"].context["has_change_permission"]


def test_a_new_version_is_added_in_the_panel(publisher):
    facts = {"version": "2026-09", "language": "pt", "text": "Sim?", "from_date": "2026-09-01"}
    publisher.post(reverse("admin:orgs_consentwording_add"), facts)

    assert ConsentWording.objects.filter(version="2026-09").exists()
