"""Every address of the portal. The order counts: a page's address may be any word, so pages come last."""

from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

ROUTED_APPS = (
    *("apps.media", "apps.media.bulk", "apps.users", "apps.manage", "apps.playlists", "apps.categories"),
    *("apps.comments", "apps.actions", "apps.captions", "apps.studio", "apps.uploads", "apps.rbac"),
    *("apps.identity", "apps.lti", "apps.feeds", "apps.pages"),
)


def _routes(package: str) -> list[object]:
    routes = f"{package}.urls"
    return [path("", include(routes))] if find_spec(package) and find_spec(routes) else []


urlpatterns = [
    path(settings.DJANGO_ADMIN_URL, admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("apps.identity.login_urls")),
    path("accounts/", include("allauth.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *(route for package in ROUTED_APPS for route in _routes(package)),
]
