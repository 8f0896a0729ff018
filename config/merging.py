"""Joins lists of dotted paths of a legacy settings file with ours, so that ours always stay."""

from collections.abc import Mapping, Sequence

from config.legacy_imports import equivalent

REPLACED_APPS = frozenset(
    {
        *(
            "admin_customizations",
            "jazzmin",
            "imagekit",
            "debug_toolbar",
            "crispy_forms",
            "crispy_bootstrap5",
        ),
        *("djcelery_email", "drf_yasg", "tinymce", "allauth.socialaccount.providers.saml"),
        "uploader.apps.UploaderConfig",
    }
)
"""Applications of the legacy server whose work ours do, or which we add ourselves where needed."""

REPLACED_MIDDLEWARE = frozenset({"debug_toolbar.middleware.DebugToolbarMiddleware"})


def merge(ours: Sequence[str], theirs: Sequence[str], known: Mapping[str, str | None]) -> list[str]:
    """Return `ours` with the foreign entries of `theirs`, each behind the entry that it stood behind.

    Args:
        ours: what the portal needs, in its order.
        theirs: what a local settings file lists, in its order.
        known: entries of `theirs` that stand for one of ours, by what they stand for; None if for nothing.
    """
    merged, position = list(ours), 0
    for entry in theirs:
        stands_for = known.get(entry, entry)
        if stands_for is None:
            continue
        if stands_for not in merged:
            merged.insert(position, entry)
            stands_for = entry
        position = merged.index(stands_for) + 1
    return merged


def applications(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Join two ``INSTALLED_APPS``."""
    known: dict[str, str | None] = dict.fromkeys(REPLACED_APPS)
    for entry in theirs:
        path = equivalent(entry)
        if entry not in known and path != entry:
            known[entry] = path.partition(".apps.")[0]
    return merge(ours, theirs, known)


def equivalents(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Join two lists of middleware or context processors, in which either may go by its legacy path."""
    replaced: dict[str, str | None] = dict.fromkeys(REPLACED_MIDDLEWARE)
    known: dict[str, str | None] = {}
    for entry in theirs:
        same = (own for own in ours if equivalent(own) == equivalent(entry))
        known[entry] = next(same, entry)
    return merge(ours, theirs, known | replaced)


def backends(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Join two ``AUTHENTICATION_BACKENDS``. Legacy paths stay: stored sessions name them."""
    return merge(ours, theirs, {})
