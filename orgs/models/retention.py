"""When what need not be kept was last deleted."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE = timedelta(days=2)
"""A daily run that has been missing for this long is worth a warning."""


class RetentionRun(models.Model):
    """A run of `manage.py enforce_retention` that came to its end, and what it deleted."""

    finished_at = models.DateTimeField(
        _("finished"), auto_now_add=True, help_text=_("When it came to its end.")
    )
    counts = models.JSONField(
        _("deleted"), default=dict, help_text=_("How much was deleted, by rule.")
    )

    class Meta:
        verbose_name = _("deletion run")
        verbose_name_plural = _("deletion runs")
        ordering = ["-finished_at", "-pk"]

    def __str__(self):
        return timezone.localtime(self.finished_at).isoformat(" ", "minutes")

    @classmethod
    def is_stale(cls) -> bool:
        """Whether none came to its end of late; one query."""
        return not cls.objects.filter(finished_at__gte=timezone.now() - STALE).exists()
