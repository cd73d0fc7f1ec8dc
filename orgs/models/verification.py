"""Keeping the directory true: the yearly reminders, and what visiting websites showed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import ContactPointKind, LinkOutcome
from orgs.models.fields import one_of
from orgs.models.organisation import Organisation
from orgs.models.parts import ContactPoint

DEAD_AFTER = 3
"""Days on which a website failed, one after the other, before it is called dead."""


class Reminder(models.Model):
    """A letter that asked an organisation whether its entry is still right. The address it went
    to is not kept: it is the organisation's own, on its page.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="reminders",
        verbose_name=_("organisation"),
        help_text=_("Who was asked."),
    )
    sent_on = models.DateField(
        _("sent on"), default=timezone.localdate, help_text=_("The day it was sent.")
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day it answered that everything is still right."),
    )
    corrected_on = models.DateField(
        _("corrected on"), null=True, blank=True, help_text=_("The day it sent a correction.")
    )
    removed_on = models.DateField(
        _("removed on"), null=True, blank=True, help_text=_("The day it asked to be removed.")
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-sent_on", "-pk"]
        indexes = [models.Index(fields=["organisation", "sent_on"], name="orgs_reminder_sent")]

    def __str__(self):
        return f"reminder {self.pk}" if self.pk else "reminder"


class LinkCheckQuerySet(models.QuerySet):
    def of_today(self):
        """Checks of websites as they are written today: a changed address has not been visited."""
        return self.filter(
            url=models.F("contact_point__value"), contact_point__kind=ContactPointKind.WEBSITE
        )

    def failing(self):
        """Websites that failed when they were last visited."""
        return self.of_today().filter(failures__gt=0)

    def dead(self):
        """Websites that failed on several days, one after the other."""
        return self.failing().filter(failures__gte=DEAD_AFTER)


class LinkCheck(models.Model):
    """What the last visit to a website showed, and for how long it has failed."""

    contact_point = models.OneToOneField(
        ContactPoint,
        models.CASCADE,
        related_name="link_check",
        verbose_name=_("website"),
        help_text=_("Which website was visited."),
    )
    url = models.CharField(
        _("address"), max_length=500, help_text=_("The address as it was when it was visited.")
    )
    checked_at = models.DateTimeField(_("visited at"), help_text=_("When it was last visited."))
    outcome = models.CharField(
        _("outcome"), max_length=11, choices=LinkOutcome, help_text=_("What came of it.")
    )
    failures = models.PositiveSmallIntegerField(
        _("failures"),
        default=0,
        help_text=_("On how many days it failed, one after the other."),
    )
    failing_since = models.DateField(
        _("failing since"), null=True, blank=True, help_text=_("The first of these days.")
    )

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-checked_at"]
        constraints = [
            one_of("outcome", LinkOutcome),
            models.CheckConstraint(
                condition=models.Q(failures=0, failing_since=None)
                | models.Q(failures__gt=0, failing_since__isnull=False),
                name="orgs_link_check_failing_since_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["failures"],
                condition=models.Q(failures__gt=0),
                name="orgs_link_check_failing",
            )
        ]

    def __str__(self):
        return self.url

    @property
    def is_dead(self) -> bool:
        return self.failures >= DEAD_AFTER
