"""Every address. English has no prefix; the other languages are `/fr/`, `/ar/` and so on."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from directory import views
from orgs import urls as orgs_urls

# The panel has no sign-in of its own: one place to limit attempts and ask for the second factor.
admin.site.login = secure_admin_login(admin.site.login)
# Nor are second factors and addresses looked at or written by hand: accounts have buttons for it.
for model in (Authenticator, EmailAddress):
    admin.site.unregister(model)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *orgs_urls.unprefixed,
    *i18n_patterns(
        path("", include(orgs_urls)),
        path("accounts/", include("allauth.urls")),
        # Django's redirect from any record to its page, which asks nobody whether they may know
        # of the record; the panel links pages itself.
        path("admin/r/<path:record>/", views.nowhere),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "directory.views.bad_request"
handler403 = "directory.views.forbidden"
handler404 = "directory.views.not_found"
handler429 = "directory.views.too_many"
handler500 = "directory.views.server_error"
