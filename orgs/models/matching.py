"""Records of one organisation: the keys they share, the pairs found, and what merging did."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import DuplicateState, PublicationState
from orgs.models.fields import one_of
from orgs.models.organisation import Organisation
from orgs.models.search import PositionField, SearchTable


class MatchKey(SearchTable):
    """A key an organisation is kept under: see `orgs.matching.keys`, which makes them.

    Of every organisation, hidden ones as well: only the panel reads it as it is, and who answers
    visitors through `orgs.matching.lookup.holders`. It holds numbers and no names. Derived:
    `manage.py rebuild_search` makes it anew.
    """

    pk = models.CompositePrimaryKey("key", "organisation_id")
    key = models.BigIntegerField()
    organisation_id = PositionField(db_index=True)

    class Meta:
        verbose_name = "match key"


class PossibleDuplicateQuerySet(models.QuerySet):
    def open(self):
        """Waiting for somebody to look at them."""
        return self.filter(state=DuplicateState.OPEN)

    def between(self, known):
        """Pairs of which both are among these organisations."""
        keys = known.order_by().values("pk")
        return self.filter(first__in=keys, second__in=keys)


class PossibleDuplicate(models.Model):
    """Two records that may be the same organisation, as `manage.py find_duplicates` found them.

    What somebody decided stays, however often they are looked for again.
    """

    first = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("The older of the two records."),
    )
    second = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="+",
        verbose_name=_("other organisation"),
        help_text=_("The newer of the two records."),
    )
    score = models.FloatField(
        _("likeness"), help_text=_("Between 0 and 1; it orders the list and decides nothing.")
    )
    reasons = models.JSONField(
        _("because of"), default=list, help_text=_("What the two records share.")
    )
    state = models.CharField(
        _("state"),
        max_length=14,
        choices=DuplicateState,
        default=DuplicateState.OPEN,
        help_text=_("What somebody decided."),
    )
    found_on = models.DateField(
        _("found on"), default=timezone.localdate, help_text=_("The day it was first found.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        help_text=_("Who decided."),
    )
    decided_at = models.DateTimeField(
        _("decided"), null=True, blank=True, help_text=_("When it was decided.")
    )
    reason = models.CharField(
        _("reason"), max_length=100, blank=True, help_text=_("Why, if somebody said so.")
    )

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "pk"]
        constraints = [
            one_of("state", DuplicateState),
            models.UniqueConstraint(fields=["first", "second"], name="orgs_duplicate_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="orgs_duplicate_in_order"
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="orgs_duplicate_state_score")]

    def __str__(self):
        return f"pair {self.pk}" if self.pk else "pair"


class MergeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(undone_at=None)


class Merge(models.Model):
    """What merging one record into another did, so that it can be undone.

    Keys and field names only. The values before and after are in the history of the record that
    was kept, at `kept_before` and `kept_after`.
    """

    kept = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="merges",
        verbose_name=_("kept"),
        help_text=_("The record that stays."),
    )
    lost = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="merges_away",
        verbose_name=_("merged into it"),
        help_text=_("The record whose addresses lead to the other one now."),
    )
    lost_state = models.CharField(
        _("state before"),
        max_length=10,
        choices=PublicationState,
        help_text=_("Where it was on its way to the public."),
    )
    was_public = models.BooleanField(
        _("was public"), help_text=_("Whether people may have its permanent id.")
    )
    kept_before = models.BigIntegerField(
        _("entry before"), help_text=_("The entry in the history before merging.")
    )
    kept_after = models.BigIntegerField(
        _("entry after"), help_text=_("The entry in the history after merging.")
    )
    fields = models.JSONField(
        _("fields taken"), default=list, help_text=_("Names of the fields that were changed.")
    )
    moved = models.JSONField(
        _("moved"), default=dict, help_text=_("The keys of what was moved, by kind.")
    )
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("merged by"),
        help_text=_("Who merged them."),
    )
    merged_at = models.DateTimeField(
        _("merged"), auto_now_add=True, help_text=_("When they were merged.")
    )
    reason = models.CharField(_("reason"), max_length=100, blank=True, help_text=_("Why."))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
        help_text=_("Who undid it."),
    )
    undone_at = models.DateTimeField(
        _("undone"), null=True, blank=True, help_text=_("When it was undone; empty while it holds.")
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            one_of("lost_state", PublicationState),
            models.UniqueConstraint(
                fields=["lost"], condition=Q(undone_at=None), name="orgs_merge_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("lost")), name="orgs_merge_of_two"),
        ]

    def __str__(self):
        return f"merge {self.pk}" if self.pk else "merge"
