"""Duplicates and merging in the panel, as an editor goes through it."""

import pytest
from django.urls import reverse

from orgs import actions
from orgs.admin.merging import merge_address
from orgs.choices import DuplicateState, PublicationState, RiskLevel
from orgs.matching.pairs import find
from orgs.models import Merge, Organisation, PossibleDuplicate
from tests.factories import (
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OrganisationFactory,
    RelationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAIRS = reverse("admin:orgs_possibleduplicate_changelist")
TWINS = reverse("admin:orgs_organisation_twins")
ADD = reverse("admin:orgs_organisation_add")
MANAGEMENT = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
PREFIXES = ("names", "offices", "contact_points", "identifiers", "relations_out", "relations_in",
            "sources", "contacts")  # fmt: skip


@pytest.fixture
def two():
    return (
        OrganisationFactory(name="Harbour Lights", summary="One."),
        OrganisationFactory(name="HARBOUR LIGHTS", summary="Two.", founded="1999"),
    )


def test_the_pairs_are_listed_and_one_press_says_that_one_is_none(as_role, two):
    find()
    pair = PossibleDuplicate.objects.get()
    editor = as_role("editor")
    listed = editor.get(PAIRS).content.decode()
    assert "same name" in listed
    press = f"{reverse('admin:orgs_possibleduplicate_act', args=[pair.pk])}?back=list"
    assert press in listed.replace("&amp;", "&")

    answer = editor.post(press, {"act": "not_duplicates"})

    assert answer.url.startswith(PAIRS)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (DuplicateState.NOT_DUPLICATES, editor.user)
    find()
    assert not PossibleDuplicate.objects.open().exists()
    again = actions.say_not_duplicates(pair=pair, by=UserFactory(group="editor"))
    assert again.decided_by == editor.user
    actions.look_again(pair=pair, by=editor.user)
    assert PossibleDuplicate.objects.open().exists()


@pytest.mark.parametrize(("likeness", "found"), [("certain", 0), ("likely", 1), ("possible", 0)])
def test_pairs_are_filtered_by_how_likely_they_are(as_role, two, likeness, found):
    find()
    listed = as_role("editor").get(PAIRS, {"likeness": likeness}).content.decode()

    assert listed.count('class="action-select"') == found


def test_the_first_page_says_how_many_wait(as_role, two):
    find()
    assert b"Likely duplicates" in as_role("editor").get(reverse("admin:index")).content
    assert b"Likely duplicates" not in as_role("contributor").get(reverse("admin:index")).content


def test_contributors_decide_nothing(as_role, two):
    find()
    with pytest.raises(actions.NotAllowed):
        actions.say_not_duplicates(
            pair=PossibleDuplicate.objects.get(), by=as_role("contributor").user
        )


def test_the_other_record_is_found_by_likeness_id_or_address(as_role, two):
    keep, lose = two
    publisher = as_role("publisher")
    page = publisher.get(merge_address(keep))
    assert f"with={lose.pk}" in page.content.decode()

    for typed in (lose.public_id, str(lose.pk), f"https://example.org{lose.get_absolute_url()}"):
        shown = publisher.get(merge_address(keep), {"with": typed}).content.decode()
        assert f'value="{lose.public_id}"' in shown
    assert b"no such record" in publisher.get(merge_address(keep), {"with": "nobody"}).content


def test_choose_look_merge_undo(as_role, two):
    keep, lose = two
    NameFactory(organisation=lose, text="Old lights")
    RelationFactory(from_organisation=lose, to_organisation__name="Federation")
    ContactFactory(organisation=lose, name="Canary Person")
    publisher = as_role("publisher")
    page = publisher.get(merge_address(keep, lose))
    assert "Federation" in page.content.decode()
    assert "Canary" not in page.content.decode()

    chosen = {"with": lose.public_id, "choice-summary": "lose", "step": "look"}
    looked = publisher.post(merge_address(keep), chosen)
    assert Merge.objects.count() == 0
    assert "What the record will be" in looked.content.decode()

    seen = looked.context["plan"].fingerprint
    publisher.post(merge_address(keep), {**chosen, "step": "merge", "seen": seen, "reason": "Same"})
    keep.refresh_from_db()
    assert (keep.summary, keep.founded) == ("Two.", "1999")

    done = Merge.objects.get()
    change = reverse("admin:orgs_organisation_change", args=[lose.pk])
    assert b"Undo the merge" in publisher.get(change).content
    undo = reverse("admin:orgs_merge_act", args=[done.pk])
    publisher.post(undo, {"act": "undo"})
    keep.refresh_from_db()
    assert (keep.summary, keep.founded) == ("One.", "")


def test_who_merged_is_shown_the_way_back(as_role, two):
    publisher = as_role("publisher")
    seen = publisher.post(merge_address(two[0]), {"step": "look", "with": two[1].public_id})
    sent = {"step": "merge", "with": two[1].public_id, "seen": seen.context["plan"].fingerprint}
    told = publisher.post(merge_address(two[0]), sent, follow=True).content.decode()
    merge = Merge.objects.get()
    page = publisher.get(reverse("admin:orgs_merge_change", args=[merge.pk])).content.decode()

    assert f'href="{reverse("admin:orgs_merge_change", args=[merge.pk])}">Undo the merge' in told
    assert "Undo the merge" in page
    assert "save your changes first" not in page


def test_who_finds_no_pair_is_told_when_they_are_looked_for(as_role):
    assert "looked for every night" in as_role("editor").get(PAIRS).content.decode()


def test_what_changed_meanwhile_is_looked_at_again(as_role, two):
    keep, lose = two
    publisher = as_role("publisher")
    seen = publisher.get(merge_address(keep, lose)).context["plan"].fingerprint
    NameFactory(organisation=keep, text="Meanwhile")
    Organisation.objects.filter(pk=lose.pk).update(summary="Meanwhile.")

    answer = publisher.post(
        merge_address(keep), {"with": lose.public_id, "step": "merge", "seen": seen}
    )

    assert answer.url == merge_address(keep, lose)
    assert Merge.objects.count() == 0


def test_undoing_with_changes_since_asks_and_then_leaves_them(as_role, two):
    keep, lose = two
    publisher = as_role("publisher")
    done = actions.merge(keep=keep, lose=lose, by=publisher.user)
    Organisation.objects.filter(pk=keep.pk).update(founded="2000")
    undo = reverse("admin:orgs_merge_act", args=[done.pk])

    refused = publisher.post(undo, {"act": "undo"}, follow=True)
    assert b"Founded was changed since" in refused.content
    publisher.post(undo, {"act": "undo_anyway"})
    keep.refresh_from_db()
    assert keep.founded == "2000"


def test_merging_with_itself_is_refused_in_words(as_role, two):
    keep, _lose = two
    answer = as_role("publisher").get(merge_address(keep, keep), follow=True)

    assert b"It takes two records." in answer.content


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_publishers_merge(as_role, two, role):
    client, (keep, lose) = as_role(role), two

    assert client.get(merge_address(keep, lose)).status_code == 403
    assert (
        b"Merge with"
        not in client.get(reverse("admin:orgs_organisation_change", args=[keep.pk])).content
    )
    assert (
        as_role("publisher").get(reverse("admin:orgs_organisation_merge", args=[0])).status_code
        == 404
    )


def test_a_record_that_was_merged_cannot_be_edited(as_role, two):
    keep, lose = two
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))
    change = reverse("admin:orgs_organisation_change", args=[lose.pk])

    assert as_role("administrator").post(change, {"name": "Another"}).status_code == 403


def test_a_pair_page_offers_to_keep_either(as_role, two):
    find()
    page = reverse("admin:orgs_possibleduplicate_change", args=[PossibleDuplicate.objects.get().pk])

    assert merge_address(two[1], two[0]).encode() in as_role("publisher").get(page).content
    assert b"/merge/" not in as_role("editor").get(page).content


# While typing


def test_likely_twins_come_as_json_to_who_may_know_of_them(as_role, two):
    OrganisationFactory(name="Harbour Lights", risk=RiskLevel.HIDDEN, state=PublicationState.DRAFT)
    asked = {"name": "harbour lights", "country": "NO", "website": ["x"]}
    contributor, editor = as_role("contributor"), as_role("editor")

    assert len(contributor.get(TWINS, asked).json()["items"]) == 2
    found = editor.get(TWINS, asked).json()
    assert (len(found["items"]), found["items"][0]["because"]) == (3, "same name")
    assert found["summary"].startswith("3 records")
    assert editor.get(TWINS).json() == {"summary": "", "items": []}
    assert as_role(None).get(TWINS, asked).status_code == 403


def posted(**more):
    management = {
        f"{prefix}-{name}": value for prefix in PREFIXES for name, value in MANAGEMENT.items()
    }
    return {**management, "kind": "ngo", "risk": "standard", **more}


def test_saving_a_likely_twin_asks_once(as_role, two):
    editor = as_role("editor")
    answer = editor.post(ADD, posted(name="Harbour lights"))
    assert "may be there already" in answer.content.decode()
    assert Organisation.objects.count() == 2

    answer = editor.post(ADD, posted(name="Harbour lights", save_nonetheless="1"))
    assert answer.status_code == 302
    assert Organisation.objects.count() == 3


def test_the_website_typed_below_counts(as_role):
    twin = OrganisationFactory(name="Harbour Lights Norway")
    ContactPointFactory(organisation=twin, value="https://harbour.example/")
    site = {
        "contact_points-TOTAL_FORMS": "1",
        "contact_points-0-kind": "website",
        "contact_points-0-value": "http://www.harbour.example",
    }
    typed = posted(name="Harbour Light Norway", headquarters="NO", **site)

    assert "same website" in as_role("editor").post(ADD, typed).content.decode()


def test_a_new_name_that_nobody_has_is_saved_at_once(as_role, two):
    assert as_role("contributor").post(ADD, posted(name="Women's Shelter")).status_code == 302
