"""The filter that operators' own templates for the legacy server use (spec/page-shell.md §6.2)."""

from django import template

from apps.pages.legacy import translations

register = template.Library()


@register.filter
def custom_translate(text: str, language: str) -> str:
    """A text of the legacy frontend in a language; the text itself if there is no translation."""
    return translations.translation(language).get(text, text)
