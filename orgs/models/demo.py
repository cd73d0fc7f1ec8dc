"""What has been loaded already: the demonstration data, and the files of reference data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRecord(models.Model):
    """A key of the demonstration data that was loaded once, and so is an editor's from then on:
    loading again neither changes nor brings back what an editor changed or removed.
    """

    key = models.CharField(max_length=200, primary_key=True)
    public_id = models.CharField(
        max_length=16,
        blank=True,
        help_text=_("Of the organisation that was loaded under this key."),
    )
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("loaded record")

    def __str__(self):
        return self.key


class LoadedFile(models.Model):
    """A file of reference data as it was when it was last loaded. What differs from it in the
    tables is an editor's doing, and stays when a release brings another file.
    """

    name = models.CharField(max_length=40, primary_key=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("loaded file")

    def __str__(self):
        return self.name
