"""`python -m config.reference` writes what is made from the table: the operators' page and the types."""

from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from config.env import FALSE, TRUE
from config.reference import SECTIONS
from config.reference.setting import Elsewhere, Follows, Section, Setting

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "operators" / "settings.md"
DECLARATIONS = PROJECT / "config" / "declarations.py"

# Settings that are computed and cannot be set.
DERIVED = {"SSL_FRONTEND_HOST": str}

INTRODUCTION = f"""# Settings

<!-- Made by `python -m config.reference` from the table in config/reference/. -->

A setting is looked for in this order; the later wins:

1. the default, in the tables below;
2. a legacy `local_settings.py`: the file that `LOCAL_SETTINGS` names, else `cms/local_settings.py` below the
   project, else `local_settings.py` beside `manage.py`. It is ordinary Python; its names in capitals are
   settings. Names that nothing reads are refused at start, since they are misspelt;
3. the environment variable of the same name. An empty variable counts as not set.

Environment variables are text. Yes or no is {", ".join(f"`{word}`" for word in sorted(TRUE))} or
{", ".join(f"`{word}`" for word in sorted(FALSE))} in any case; lists and tables are JSON:
`ALLOWED_MEDIA_UPLOAD_TYPES='["video", "audio"]'`. What cannot be read is refused at start with the name of
the variable and what is expected.

A default that names another setting follows it, so that changing `MEDIA_ROOT` moves `HLS_DIR` too, unless
`HLS_DIR` itself is set.

`python manage.py check` names values that a settings file gives and that the portal does not know.
`python manage.py check --deploy` names what is unsafe on a public portal.

All other settings of Django, allauth, Celery and Django REST framework can be given in `local_settings.py`.
`INSTALLED_APPS`, `MIDDLEWARE`, `AUTHENTICATION_BACKENDS` and `CELERY_BEAT_SCHEDULE` are joined with ours:
what the portal needs stays, foreign entries are added where they stood. Dotted paths of the legacy server
(`users.adapter.MyAccountAdapter`, …) go on working: [legacy paths](../../config/legacy_imports.py).
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *map(_section, SECTIONS)])


def _section(section: Section) -> str:
    rows = [_row(setting) for setting in section.settings]
    return "\n".join(
        [f"## {section.title}", "", "| setting | type | default | meaning |", "|---|---|---|---|", *rows, ""]
    )


def _row(setting: Setting) -> str:
    cells = (f"`{setting.name}`", _type(setting), _default(setting.default), setting.meaning)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _type(setting: Setting) -> str:
    if setting.choices:
        choices = ", ".join(f"`{choice}`" for choice in setting.choices)
        return choices if setting.type is str else f"list of {choices}"
    if setting.limits:
        low, high = setting.limits
        return f"{_short(setting.type)}, {low} to {high}"
    return _short(setting.type)


def _short(annotation: Any) -> str:
    origin = get_origin(annotation) or annotation
    if origin is UnionType:
        return f"{_short(get_args(annotation)[0])} or null"
    simple = {bool: "yes or no", int: "number", float: "number", str: "text"}
    many = {list: "list", set: "list", tuple: "list", dict: "table"}
    return simple.get(origin) or many[origin]


def _default(default: Any) -> str:
    match default:
        case Follows(text=text):
            return text
        case Elsewhere(place=place):
            return f"in {place}" if "/" in place else place
        case "" | [] | {}:
            return "empty"
        case bool():
            return f"`{str(default).lower()}`"
        case set():
            return ", ".join(f"`{item}`" for item in sorted(default))
        case list():
            return ", ".join(f"`{item}`" for item in default)
        case dict():
            return ", ".join(f"`{key}: {str(value).lower()}`" for key, value in default.items())
        case _:
            return f"`{default}`"


def declarations() -> str:
    """Return a module that declares the type of every setting."""
    types = {setting.name: setting.type for section in SECTIONS for setting in section.settings} | DERIVED
    lines = [f"{name}: {_annotation(types[name])}" for name in sorted(types)]
    head = '"""Types of the settings, for type checkers. Made by `python -m config.reference`."""'
    return "\n".join([head, "", "from typing import Any", "", *lines, ""])


def _annotation(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    DECLARATIONS.write_text(declarations(), encoding="utf-8")
