"""Settings of the portal as a whole: name, looks, language (spec/settings.md §5.1)."""

from typing import Any

from config.reference.setting import IN_SETTINGS, Section, Setting

PORTAL = Section(
    "Portal and appearance",
    (
        Setting(
            "DEBUG", bool, False, "Django's debug mode: tracebacks in the browser. Never on a public portal."
        ),
        Setting("PORTAL_NAME", str, "MediaCMS", "Name of the portal: page titles and subjects of mails."),
        Setting("PORTAL_DESCRIPTION", str, "", "Description of the start page for search engines."),
        Setting(
            "FRONTEND_HOST",
            str,
            "http://localhost",
            "Public address of the portal, with scheme. Links in mails and feeds start with it.",
        ),
        Setting(
            "LOCAL_INSTALL", bool, False, "Links in mails and feeds use https whatever FRONTEND_HOST says."
        ),
        Setting(
            "DEFAULT_THEME",
            str,
            "light",
            "Theme of visitors who have not chosen one.",
            choices=("light", "dark"),
        ),
        Setting("PORTAL_LOGO_DARK_SVG", str, "/static/images/logo_dark.svg", "Logo for the light theme."),
        Setting(
            "PORTAL_LOGO_DARK_PNG",
            str,
            "/static/images/logo_dark.png",
            "Logo for the light theme, if there is no SVG.",
        ),
        Setting("PORTAL_LOGO_LIGHT_SVG", str, "/static/images/logo_light.svg", "Logo for the dark theme."),
        Setting(
            "PORTAL_LOGO_LIGHT_PNG",
            str,
            "/static/images/logo_dark.png",
            "Logo for the dark theme, if there is no SVG.",
        ),
        Setting("EXTRA_CSS_PATHS", list[str], [], "Style sheets that every page loads besides its own."),
        Setting("LOAD_FROM_CDN", bool, False, "Legacy frontend: fonts and icons from public CDNs."),
        Setting("USE_ROUNDED_CORNERS", bool, True, "Round the corners of the player and of thumbnails."),
        Setting("SIDEBAR_FOOTER_TEXT", str, "", "HTML below the menu of the side bar."),
        Setting("PRE_UPLOAD_MEDIA_MESSAGE", str, "", "Text below the drop area of the upload page."),
        Setting(
            "POST_UPLOAD_AUTHOR_MESSAGE_UNLISTED_NO_COMMENTARY",
            str,
            "",
            "Text that uploaders see after an upload.",
        ),
        Setting(
            "CANNOT_ADD_MEDIA_MESSAGE",
            str,
            "User cannot add media, or maximum number of media uploads has been reached.",
            "Text of the upload pages for those who may not upload.",
        ),
        Setting("VIDEO_PLAYER_FEATURED_VIDEO_ON_INDEX_PAGE", bool, False, "Handed to templates; no effect."),
        Setting("TIMESTAMP_IN_TIMEBAR", bool, False, "Offer links to a moment of a video."),
        Setting("INCLUDE_LISTING_NUMBERS", bool, True, "Show numbers of results above listings."),
        Setting("GENERATE_SITEMAP", bool, False, "Serve `/sitemap.xml`."),
        Setting("DJANGO_ADMIN_URL", str, "admin/", "Where the administration site lives."),
        Setting("SITE_ID", int, 1, "Row of the sites framework."),
        Setting("LANGUAGE_CODE", str, "en", "Language of visitors whose browser asks for none of LANGUAGES."),
        Setting(
            "LANGUAGES",
            list[tuple[str, str]],
            IN_SETTINGS,
            "Languages to choose from: pairs of code and name.",
        ),
        Setting(
            "LOCALE_PATHS",
            list[str],
            IN_SETTINGS,
            "Folders with translations that come before those of the portal.",
        ),
        Setting("TIME_ZONE", str, "Europe/London", "Time zone of pages, API dates and scheduled tasks."),
        Setting("USE_I18N", bool, True, "Translate."),
        Setting("USE_L10N", bool, True, "No effect."),
        Setting("USE_TZ", bool, True, "Store points in time with their zone. Leave it on."),
        Setting(
            "JAZZMIN_UI_TWEAKS",
            dict[str, Any],
            {"theme": "flatly"},
            "Theme of the legacy administration site.",
        ),
        Setting("TINYMCE_DEFAULT_CONFIG", dict[str, Any], IN_SETTINGS, "Editor of static pages."),
    ),
)
