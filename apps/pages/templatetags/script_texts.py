"""Texts for our own scripts."""

import json

from django import template

from apps.pages.script_texts import SCRIPTS

register = template.Library()


@register.simple_tag
def script_texts(script: str) -> str:
    """The texts of a script as JSON, for an attribute ``data-texts``."""
    return json.dumps({name: str(text) for name, text in SCRIPTS[script].items()})
