"""Lists that editors bring, and what became of every row of them. Nothing in it is public."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.choices import ImportState, RowChoice, RowOutcome
from orgs.models.fields import one_of
from orgs.models.organisation import Organisation
from orgs.validators import validate_web_address


class Import(models.Model):
    """A file on its way into the directory. Its content is kept until it has been imported or
    thrown away, since it may hold anything people write.
    """

    name = models.CharField(
        _("file"), max_length=200, help_text=_("What the file was called when it was uploaded.")
    )
    content = models.BinaryField(
        null=True, editable=False, help_text=_("The file itself, compressed, until it is imported.")
    )
    size = models.PositiveBigIntegerField(
        _("size"), default=0, editable=False, help_text=_("Bytes of the file.")
    )
    reading = models.JSONField(
        _("reading"),
        default=dict,
        editable=False,
        help_text=_("Format, encoding, sheet and so on."),
    )
    headings = models.JSONField(
        _("headings"), default=list, editable=False, help_text=_("The headings of the columns.")
    )
    columns = models.JSONField(
        _("columns"), default=list, editable=False, help_text=_("What each column is.")
    )
    decisions = models.JSONField(
        _("decisions"),
        default=dict,
        editable=False,
        help_text=_("What words for countries mean that are not clear by themselves."),
    )
    open_words = models.JSONField(
        _("words to decide on"),
        default=dict,
        editable=False,
        help_text=_("Words for countries that are not clear, with how often they stand there."),
    )
    replace_lists = models.BooleanField(
        _("lists in the file are complete"),
        default=False,
        help_text=_("What is here and not in the file is then proposed for removal."),
    )
    source_title = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Where these facts come from: it becomes the source of each organisation."),
    )
    source_url = models.URLField(
        _("address of the source"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where it can be read."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ImportState,
        default=ImportState.UPLOADED,
        editable=False,
        help_text=_("How far it is."),
    )
    problem = models.TextField(
        _("problem"), blank=True, editable=False, help_text=_("Why it could not go on.")
    )
    counts = models.JSONField(
        _("rows"), default=dict, editable=False, help_text=_("How many rows came out how.")
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("brought by"),
        help_text=_("Who uploaded it."),
    )
    created_at = models.DateTimeField(
        _("uploaded"), auto_now_add=True, help_text=_("When it was uploaded.")
    )
    applied_at = models.DateTimeField(
        _("imported"), null=True, editable=False, help_text=_("When it was imported.")
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [one_of("state", ImportState)]

    def __str__(self):
        return f"import {self.pk}" if self.pk else "import"


class ImportRow(models.Model):
    """What a row of a file would become, and what it became."""

    of_import = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", verbose_name=_("import"), help_text=_("Whose.")
    )
    number = models.PositiveIntegerField(
        _("record"), help_text=_("Its place among the records of the file, from 1.")
    )
    line = models.PositiveIntegerField(
        _("line"), help_text=_("The line of the file, or the row of the sheet, where it begins.")
    )
    name = models.CharField(
        _("name"), max_length=500, blank=True, help_text=_("The organisation's name in the file.")
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=9,
        choices=RowOutcome,
        help_text=_("What would become of it without further ado."),
    )
    choice = models.CharField(
        _("decision"),
        max_length=6,
        choices=RowChoice,
        blank=True,
        help_text=_("What an editor decided for a row that may be there already."),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("The one it is about, may be about, or has become."),
    )
    twin = models.PositiveIntegerField(
        _("line of its twin"),
        null=True,
        help_text=_("An earlier line of the same file that may be the same organisation."),
    )
    reasons = models.JSONField(
        _("shared"), default=list, help_text=_("What it shares with its twin.")
    )
    values = models.JSONField(
        _("values"), default=dict, help_text=_("What the file says, as far as it was understood.")
    )
    changes = models.JSONField(
        _("changes"), default=dict, help_text=_("How that differs from what is here.")
    )
    people = models.JSONField(
        _("people"), default=list, help_text=_("Private; emptied once they are in the directory.")
    )
    source = models.JSONField(_("source"), default=list, help_text=_("Title and address."))
    match_keys = models.JSONField(
        _("keys"),
        default=list,
        help_text=_("What a new organisation is looked for by, until it is one; see `MatchKey`."),
    )
    notes = models.JSONField(
        _("notes"), default=list, help_text=_("What was changed, left out, or needs a look.")
    )
    refusal = models.CharField(
        _("refused because"), max_length=300, blank=True, help_text=_("Why it cannot be imported.")
    )
    created = models.BooleanField(
        _("made an organisation"), default=False, help_text=_("Whether it became a new record.")
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["of_import", "number"]
        constraints = [
            one_of("outcome", RowOutcome),
            one_of("choice", RowChoice, blank=True),
            models.UniqueConstraint(fields=["of_import", "number"], name="orgs_import_row_once"),
            models.CheckConstraint(
                condition=Q(outcome=RowOutcome.REFUSED) | Q(refusal=""),
                name="orgs_import_row_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["of_import", "outcome", "number"], name="orgs_import_outcome")
        ]

    def __str__(self):
        return f"row {self.number} of import {self.of_import_id}"


class ImportMapping(models.Model):
    """What the columns of a kind of file are, kept under a name for the next file of that kind."""

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("Such as: Members’ list of the network."),
    )
    columns = models.JSONField(
        _("columns"), default=dict, help_text=_("What each column is, by its heading.")
    )
    decisions = models.JSONField(
        _("decisions"), default=dict, blank=True, help_text=_("What unclear words mean.")
    )

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name"]

    def __str__(self):
        return self.name
