"""The library: reports, practices, statements, events the directory knows of."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Left, Lower
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from orgs.choices import PublicationState, ResourceKind, RiskLevel
from orgs.ids import new_ending
from orgs.models.country import Country
from orgs.models.fields import FoldedTextField, PartialDateField, no_slash, one_of
from orgs.models.focus import FocusArea
from orgs.models.history import History
from orgs.models.organisation import Organisation
from orgs.text import LONGEST_SLUG, make_slug, with_ending, words
from orgs.validators import validate_single_line, validate_slug, validate_web_address

SEARCHED = ("title", "publisher", "place", "source_title", "summary")
"""The texts that a search of the library looks into. The title stands first, since lists by title
are ordered by the same column.
"""

_BETWEEN = " ||||||| "
"""Between two texts. So wide that neither a phrase nor a person's name is found across it: see
`orgs.actions.mentions`.
"""

_AT_ONCE = 500


class ResourceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=PublicationState.PUBLISHED)

    def matching(self, query):
        """Those in which every word and phrase of an `orgs.search.terms.Query` stands, each word
        perhaps going on, and none of those it leaves out.
        """
        if query.finds_nothing or not (query.required or query.excluded):
            return self.none()
        found = self
        for term in query.required:
            needle = term.needle if term.is_phrase else term.needle.rstrip()
            found = found.filter(search_text__contains=needle)
        for term in query.excluded:
            found = found.exclude(search_text__contains=term.needle)
        return found

    def of_kinds(self, kinds):
        return self.filter(kind__in=kinds)

    def by_publishers(self, names):
        return self.filter(publisher__in=names)

    def in_languages(self, tags):
        """Tags in lower case."""
        return self.alias(tag=Lower("language")).filter(tag__in=tags)

    def in_countries(self, codes):
        there = Resource.countries.through.objects.filter(country__in=codes)
        return self.filter(pk__in=there.values("resource"))

    def on_any(self, areas):
        """Of these areas, by key; their parts have to be among them."""
        there = Resource.focus_areas.through.objects.filter(focusarea__in=areas)
        return self.filter(pk__in=there.values("resource"))

    def about_any(self, organisations):
        """About or by any of these organisations, by key, or put forward by one."""
        keys = list(organisations)
        there = Resource.organisations.through.objects.filter(organisation__in=keys)
        return self.filter(Q(pk__in=there.values("resource")) | Q(submitted_by__in=keys))

    def with_year(self):
        """Annotates `year`: when it was published or else takes place; empty when unknown."""
        day = Case(When(published_on="", then=F("occurs_on")), default=F("published_on"))
        return self.annotate(year=Left(day, 4))

    def of_years(self, years):
        return self.with_year().filter(year__in=years)

    def newest_first(self):
        return self.order_by("-published_on", "-pk")

    def lately_updated_first(self):
        return self.order_by("-updated_at", "-pk")

    def by_title(self):
        return self.order_by("search_text", "-pk")

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for one in objs:
            one.search_text = one.folded()
        return super().bulk_create(objs, *args, **kwargs)

    def refold(self) -> int:
        """Works out again what searches look into, where it is not what it should be, and says
        for how many. One query, and one for each five hundred of them.
        """
        known = self.order_by("pk").only("search_text", *SEARCHED)
        stale = []
        for one in known.iterator(chunk_size=_AT_ONCE):
            folded = one.folded()
            if one.search_text != folded:
                one.search_text = folded
                stale.append(one)
        self.model.objects.bulk_update(stale, ["search_text"], batch_size=_AT_ONCE)
        return len(stale)


class Resource(models.Model):
    """A document or event, in our own words, with a link to where it stands."""

    slug = models.CharField(
        _("address"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        validators=[validate_slug],
        help_text=_("The last part of its address."),
    )
    kind = models.CharField(
        _("kind"), max_length=13, choices=ResourceKind, help_text=_("What sort of item it is.")
    )
    title = models.CharField(
        _("title"),
        max_length=400,
        validators=[validate_single_line],
        help_text=_("As published; where it names a person, describe it instead."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("The language it is written in, as a tag."),
    )
    published_on = PartialDateField(
        _("published on"), blank=True, help_text=_("A year, a month or a day.")
    )
    occurs_on = PartialDateField(
        _("takes place on"), blank=True, help_text=_("For events: when it was or will be.")
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("For events: where.")
    )
    publisher = models.CharField(
        _("publisher"), max_length=300, blank=True, help_text=_("Who published it.")
    )
    submitted_by = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submitted_resources",
        verbose_name=_("submitted by"),
        help_text=_("The organisation that put it forward."),
    )
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where it can be read."),
    )
    summary = models.TextField(
        _("summary"), blank=True, max_length=2000, help_text=_("In our own words; no names.")
    )
    organisations = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="resources",
        verbose_name=_("organisations"),
        help_text=_("Whom it is about or by."),
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="resources",
        verbose_name=_("countries"),
        help_text=_("Where it applies."),
    )
    focus_areas = models.ManyToManyField(
        FocusArea,
        blank=True,
        related_name="resources",
        verbose_name=_("focus areas"),
        help_text=_("What it is about."),
    )
    source_title = models.CharField(
        _("found in"), max_length=300, blank=True, help_text=_("The document in which we found it.")
    )
    source_url = models.URLField(
        _("found at"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("The address of that document."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PublicationState,
        default=PublicationState.DRAFT,
        help_text=_("Only published items are public."),
    )
    search_text = FoldedTextField(
        _("words to search"),
        default="",
        blank=True,
        editable=False,
        help_text=_("The folded words of its texts, kept by the program."),
    )
    created_at = models.DateTimeField(
        _("created"), auto_now_add=True, help_text=_("When the record was made.")
    )
    updated_at = models.DateTimeField(
        _("updated"), auto_now=True, help_text=_("When the record last changed.")
    )

    objects = ResourceQuerySet.as_manager()
    history = History(
        m2m_fields=[organisations, countries, focus_areas], excluded_fields=["search_text"]
    )

    class Meta:
        verbose_name = _("library item")
        verbose_name_plural = _("library items")
        ordering = ["-published_on", "-pk"]
        constraints = [
            one_of("kind", ResourceKind),
            one_of("state", PublicationState),
            no_slash("slug"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.slug = self.slug or self.new_address()
        self.search_text = self.folded()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    def new_address(self) -> str:
        """The words of the title and an ending, whatever addresses there are: see
        `Organisation.new_address`.
        """
        return with_ending(make_slug(self.title, fallback="item"), new_ending())

    def folded(self) -> str:
        """What searches look into: the words of each text, with spaces around every word."""
        texts = (" ".join(words(getattr(self, name))) for name in SEARCHED)
        return f" {_BETWEEN.join(texts)} "


@receiver(pre_delete, sender=Organisation)
def keep_away(instance, **kwargs):
    """What speaks of a hidden organisation is shown to nobody because it is hidden. When that
    record goes, nothing would tell any longer: the items are drafts from then on.
    """
    if instance.risk == RiskLevel.HIDDEN:
        links = Resource.organisations.through.objects.filter(organisation=instance)
        theirs = Q(pk__in=links.values("resource")) | Q(submitted_by=instance)
        for item in Resource.objects.published().filter(theirs).order_by("pk"):
            item.state = PublicationState.DRAFT
            item._change_reason = "A hidden organisation was deleted"
            item.save(update_fields=["state"])
