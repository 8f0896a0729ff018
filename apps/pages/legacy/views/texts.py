"""Texts, the language, messages to the operators (spec/pages.md §4.2 to §4.4, §4.12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.common import languages
from apps.common.csp import Needs
from apps.pages import custom
from apps.pages.legacy import contact as contacting
from apps.pages.legacy import metadata
from apps.pages.legacy.forms import ContactForm
from apps.pages.legacy.shell import Shell, base_of, portal_title, respond
from apps.pages.models import Page
from apps.pages.selectors import page_by_slug
from apps.users.models import User


@dataclass(frozen=True, slots=True)
class Text:
    """What search engines are told of a text: its name, its path, its type in schema.org."""

    name: str
    path: str
    kind: str = "WebPage"


ABOUT = Text("About", "/about", "AboutPage")
"""Also of the language page and of the pages of administrators, as ever."""


def about(request: HttpRequest) -> HttpResponse:
    """What the portal is; administrators may write a page of their own."""
    page = page_by_slug("about")
    return _custom_page(request, page) if page else _text(request, "about", ABOUT)


def terms(request: HttpRequest) -> HttpResponse:
    """Terms of service."""
    return _text(request, "terms", Text("Terms", "/tos"))


def language(request: HttpRequest) -> HttpResponse:
    """The choice of a language."""
    context = {"languages": languages.offered(), "current": get_language()}
    return _text(request, "language", ABOUT, context)


def contact(request: HttpRequest) -> HttpResponse:
    """A message to the operators of the portal."""
    user = request.user if isinstance(request.user, User) else None
    form = ContactForm(request.POST if request.method == "POST" else None, user=user)
    sent = form.is_bound and form.is_valid() and _send(request, form)
    context = {"form": form, "sent": sent}
    return _text(request, "contact", Text("Contact us", "/contact", "ContactPage"), context)


def custom_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page written by administrators. It is the last address of all, so it also mends missing slashes."""
    page = page_by_slug(slug)
    if page is not None:
        return _custom_page(request, page)
    if is_valid_path(f"/{slug}/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    raise Http404


# -- parts ---------------------------------------------------------------------------------------------------


def _text(
    request: HttpRequest,
    template: str,
    text: Text,
    context: Mapping[str, object] | None = None,
    needs: Needs = Needs.NOTHING,
) -> HttpResponse:
    title = portal_title(text.name)
    meta = metadata.listing(title, base_of(request), name=text.name, path=text.path, kind=text.kind)
    return respond(request, Shell(title, meta=meta, needs=needs), f"legacy/{template}.html", context)


def _custom_page(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"custom_page": page, "html": custom.page_html(page, request)}
    return _text(request, "custom_page", ABOUT, context, custom.NEEDS)


def _send(request: HttpRequest, form: ContactForm) -> bool:
    """Send the message unless too many came from this address, which the form then says."""
    if not contacting.may_send(request):
        form.add_error(None, _("Too many messages were sent from your address. Try again later."))
        return False
    contacting.contact_message_send(**form.sent_message())
    return True
