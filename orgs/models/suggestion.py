"""What the public, an organisation itself or an import proposes. Nothing in it is public."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.choices import ProblemKind, SuggestionKind, SuggestionOrigin, SuggestionState
from orgs.models.fields import one_of
from orgs.models.importing import Import
from orgs.models.organisation import Organisation
from orgs.models.resource import Resource

MESSAGE_LENGTH = 4000
REASON_LENGTH = 1000


def hashed_token(token: str) -> str:
    """What is kept of a token: whoever reads the table cannot follow anybody's suggestion."""
    return hashlib.sha256(token.encode()).hexdigest()


class SuggestionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=SuggestionState.WAITING)

    def urgent(self):
        """Waiting, and the organisation has had itself hidden meanwhile."""
        return self.waiting().filter(confirmed_on__isnull=False)

    def with_token(self, token: str):
        return self.filter(token_hash=hashed_token(token))


class Suggestion(models.Model):
    """A proposal that waits for an editor. It may hold anything people write, so its `__str__` is
    an id.
    """

    # What is proposed
    kind = models.CharField(
        _("kind"), max_length=10, choices=SuggestionKind, help_text=_("What is proposed.")
    )
    origin = models.CharField(
        _("origin"),
        max_length=12,
        choices=SuggestionOrigin,
        default=SuggestionOrigin.PUBLIC,
        help_text=_("Who proposes it."),
    )
    problem = models.CharField(
        _("problem"),
        max_length=9,
        choices=ProblemKind,
        blank=True,
        help_text=_("What is wrong, if the proposal reports a problem."),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("organisation"),
        help_text=_("Which organisation it is about, or which was made of it."),
    )
    of_import = models.ForeignKey(
        Import,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="suggestions",
        verbose_name=_("import"),
        help_text=_("The import it came from, if from one."),
    )
    proposal = models.JSONField(
        _("proposal"),
        default=dict,
        blank=True,
        help_text=_("What would change in each field, as orgs.proposals writes it."),
    )
    message = models.TextField(
        _("message"),
        blank=True,
        max_length=MESSAGE_LENGTH,
        help_text=_("What the sender wrote; deleted once it was accepted."),
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Where it can be checked.")
    )

    # Who sent it
    email = models.EmailField(
        _("e-mail of the sender"),
        blank=True,
        help_text=_("Deleted with the decision. Never public."),
    )
    token_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Of the token with which the sender follows it; SHA-256."),
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day the organisation confirmed it from its own domain and was hidden."),
    )
    received_on = models.DateField(
        _("received on"), auto_now_add=True, help_text=_("The day it arrived.")
    )

    # What becomes of it
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionState,
        default=SuggestionState.WAITING,
        help_text=_("What became of it."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
        help_text=_("Which editor looks after it."),
    )
    decisions = models.JSONField(
        _("decisions"),
        default=dict,
        blank=True,
        help_text=_("What was made of each field: the change as accepted, or null if rejected."),
    )
    decided_on = models.DateField(
        _("decided on"), null=True, blank=True, help_text=_("The day an editor decided.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        help_text=_("Which editor decided; never public."),
    )
    reason = models.CharField(
        _("reason"),
        max_length=REASON_LENGTH,
        blank=True,
        help_text=_("Why it was decided so, in words that the sender reads too."),
    )
    resource = models.ForeignKey(
        Resource,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("library item"),
        help_text=_("The item that was made of it."),
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Counted up by every change of the proposal.")
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["received_on", "pk"]
        constraints = [
            one_of("kind", SuggestionKind),
            one_of("origin", SuggestionOrigin),
            one_of("problem", ProblemKind, blank=True),
            one_of("state", SuggestionState),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="orgs_suggestion_token"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_on"], name="orgs_suggestion_state"),
            models.Index(fields=["state", "origin", "id"], name="orgs_suggestion_origin"),
        ]

    def __str__(self):
        return f"suggestion {self.pk}" if self.pk else "suggestion"

    @property
    def is_open(self) -> bool:
        return self.state == SuggestionState.WAITING
