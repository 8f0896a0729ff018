"""Django's own settings that can be given as environment variables too; all others go into local settings."""

from typing import Any

from config.reference.setting import DJANGO_DEFAULT, IN_SETTINGS, Follows, Section, Setting

HSTS_SECONDS = 30 * 24 * 3600


def _django(name: str, annotation: Any, meaning: str, **options: Any) -> Setting:
    return Setting(name, annotation, DJANGO_DEFAULT, meaning, **options)


def _hsts_seconds(address: str) -> int:
    return HSTS_SECONDS if address.startswith("https://") else 0


SAME_SITE = ("Lax", "Strict", "None")

FRAMEWORK = Section(
    "Django",
    (
        _django(
            "CSRF_TRUSTED_ORIGINS", list[str], "Origins whose forms are accepted, besides FRONTEND_HOST."
        ),
        _django("CSRF_COOKIE_SECURE", bool, "Send the CSRF cookie over https only."),
        _django("CSRF_COOKIE_SAMESITE", str, "SameSite of the CSRF cookie.", choices=SAME_SITE),
        _django("CSRF_COOKIE_DOMAIN", str | None, "Domain of the CSRF cookie."),
        _django("SESSION_COOKIE_SECURE", bool, "Send the session cookie over https only."),
        _django("SESSION_COOKIE_SAMESITE", str, "SameSite of the session cookie.", choices=SAME_SITE),
        _django("SESSION_COOKIE_DOMAIN", str | None, "Domain of the session cookie."),
        _django("SESSION_COOKIE_AGE", int, "Seconds that a login lasts."),
        _django("LANGUAGE_COOKIE_SECURE", bool, "Send the language cookie over https only."),
        _django("SECURE_SSL_REDIRECT", bool, "Redirect http to https."),
        _django(
            "SECURE_PROXY_SSL_HEADER",
            tuple[str, str],
            "Header by which a proxy that is not local says https.",
        ),
        Setting(
            "SECURE_HSTS_SECONDS",
            int,
            Follows("FRONTEND_HOST", _hsts_seconds, "30 days if FRONTEND_HOST is https, else 0"),
            "Seconds that browsers insist on https.",
        ),
        _django("SECURE_HSTS_INCLUDE_SUBDOMAINS", bool, "The same for subdomains."),
        _django("SECURE_HSTS_PRELOAD", bool, "Allow browsers to know this in advance."),
        _django("SECURE_REDIRECT_EXEMPT", list[str], "Paths that are not redirected to https."),
        _django("SECURE_REFERRER_POLICY", str, "Header Referrer-Policy."),
        _django("SECURE_CROSS_ORIGIN_OPENER_POLICY", str | None, "Header Cross-Origin-Opener-Policy."),
        _django("USE_X_FORWARDED_HOST", bool, "Believe a proxy's X-Forwarded-Host."),
        _django("USE_X_FORWARDED_PORT", bool, "Believe a proxy's X-Forwarded-Port."),
        Setting(
            "X_FRAME_OPTIONS",
            str,
            IN_SETTINGS,
            "Header X-Frame-Options, for old browsers; FRAME_ANCESTORS says who may frame pages.",
        ),
        _django("DATA_UPLOAD_MAX_MEMORY_SIZE", int, "Bytes of a request without files."),
        _django("DATA_UPLOAD_MAX_NUMBER_FIELDS", int, "Fields of a form."),
        _django("FILE_UPLOAD_MAX_MEMORY_SIZE", int, "Bytes of a file that is kept in memory."),
        _django("FILE_UPLOAD_TEMP_DIR", str | None, "Folder for files while they are received."),
        _django("FILE_UPLOAD_PERMISSIONS", int, "Mode of stored files."),
    ),
)
