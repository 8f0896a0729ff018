"""Tags of the templates around pages of the legacy frontend."""

from typing import Any

from django import template
from django.template.context import RequestContext

from apps.pages.legacy import account_titles, shell

register = template.Library()


@register.simple_tag(takes_context=True)
def legacy_document(context: RequestContext) -> dict[str, Any]:
    """What the outermost template needs (``apps.pages.legacy.shell.document``)."""
    page = context.get("shell")
    return shell.document(context["request"], page if isinstance(page, shell.Shell) else None)


@register.simple_tag(takes_context=True)
def legacy_account_title(context: RequestContext) -> str:
    """The title of an account page, which clients know."""
    return account_titles.title_of(context["request"])
