"""What the public proposes. Nothing in it is public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.choices import SuggestionKind, SuggestionState
from orgs.models.fields import one_of
from orgs.models.importing import Import
from orgs.models.organisation import Organisation


class Suggestion(models.Model):
    """A proposal from a visitor, waiting for an editor. It may hold anything people write, so
    its `__str__` is an id.
    """

    kind = models.CharField(
        _("kind"), max_length=10, choices=SuggestionKind, help_text=_("What is proposed.")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("organisation"),
        help_text=_("Which organisation it is about."),
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
        _("proposal"), default=dict, help_text=_("The proposed value of each field.")
    )
    message = models.TextField(
        _("message"), blank=True, max_length=4000, help_text=_("What the sender wrote.")
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=SuggestionState,
        default=SuggestionState.WAITING,
        help_text=_("What became of it."),
    )
    received_on = models.DateField(
        _("received on"), auto_now_add=True, help_text=_("The day it arrived.")
    )
    decided_on = models.DateField(
        _("decided on"), null=True, blank=True, help_text=_("The day an editor decided.")
    )

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["received_on", "pk"]
        constraints = [one_of("kind", SuggestionKind), one_of("state", SuggestionState)]

    def __str__(self):
        return f"suggestion {self.pk}" if self.pk else "suggestion"
