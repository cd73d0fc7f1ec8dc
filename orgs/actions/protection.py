"""What follows for people when a country's rating changes.

Withholding needs nothing here: `orgs.visibility` asks for the rating in force every time. This
keeps the other half of the rule: an upgrade never republishes anybody by itself.
"""

from django.db.models.signals import m2m_changed
from django.dispatch import receiver
from django.utils import timezone

from orgs.models import Country, Organisation, ratings_changed


@receiver(ratings_changed, dispatch_uid="orgs.protection")
def follow_ratings(countries: set[str], **kwargs) -> None:
    """Runs in the transaction of every write to ratings, bulk ones included; up to three queries.

    A country that was protected and no longer is keeps its people withheld: consents confirmed
    up to now no longer count there, until a publisher confirms each anew.
    """
    protected = Country.objects.protected().values("pk")
    touched = Country.objects.filter(pk__in=countries)
    touched.filter(was_protected=True).exclude(pk__in=protected).update(
        was_protected=False, consents_count_from=timezone.now()
    )
    touched.filter(was_protected=False, pk__in=protected).update(was_protected=True)


@receiver(
    m2m_changed, sender=Organisation.countries.through, dispatch_uid="orgs.protection.countries"
)
def follow_countries(instance, action, **kwargs) -> None:
    """Without known headquarters every country it works in counts, so any change of them asks
    for confirmation anew: leaving a dangerous one must not republish anybody.

    The history refuses to set them from the country's side, so `instance` is an organisation.
    """
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if instance.headquarters_id is None and has_anything_to_withhold(instance):
        instance.ask_again()


def has_anything_to_withhold(organisation: Organisation) -> bool:
    """A new record has nothing yet; what is entered with it is entered knowing its countries."""
    return organisation.contacts.exists() or organisation.offices.exists()
