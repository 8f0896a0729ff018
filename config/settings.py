"""Settings of the project: ours, then a legacy ``local_settings.py``, then the environment.

Every setting that an operator may want is in the table `config.reference`, with its type, default and
meaning; here is what the framework needs besides. ``docs/operators/settings.md`` is made from that table.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import django_stubs_ext
from celery.schedules import crontab

from config import env, legacy_imports, local_settings, reference
from config.finishing import finish
from config.layers import Layers

if TYPE_CHECKING:
    from config.declarations import *  # noqa: F403

legacy_imports.install()
django_stubs_ext.monkeypatch()  # lets classes name their model: `ModelAdmin[Media]`

BASE_DIR = str(Path(__file__).resolve().parent.parent)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "users.User"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
FIXTURE_DIRS = [f"{BASE_DIR}/fixtures"]
# Browser packages that `npm ci` brought and scripts/start copied; production may leave them out.
STATICFILES_DIRS = [folder for folder in (f"{BASE_DIR}/frontend/fallback/dist",) if Path(folder).is_dir()]
# Applications first: the static folder of a legacy installation holds its older copies of their files too.
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
]

INSTALLED_APPS = [
    "legacy_schema",  # first: its `migrate` guards legacy databases
    "config",
    "apps.users",
    "apps.media",
    "apps.encoding",
    "apps.playlists",
    "apps.categories",
    "apps.comments",
    "apps.actions",
    "apps.captions",
    "apps.studio",
    "apps.uploads",
    "apps.integrity",
    "apps.rbac",
    "apps.identity",
    "apps.lti",
    "apps.pages",
    "apps.feeds",
    "apps.manage",
    "apps.common",
    "legacy_schema.files",
    "legacy_schema.users",
    "legacy_schema.actions",
    "legacy_schema.rbac",
    "legacy_schema.identity_providers",
    "legacy_schema.saml_auth",
    "legacy_schema.lti",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.sites",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "mptt",
]

# The order is part of what clients see: spec/settings.md §5.11.
MIDDLEWARE = [
    "apps.common.health.ProbeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "apps.pages.security.middleware.ContentSecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

# Filled in by config/finishing.py.
AUTHENTICATION_BACKENDS = []
ALLOWED_HOSTS = []
DATABASES = {}
LOGGING = {}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": ["username", "email", "first_name", "last_name"],
            "max_similarity": 0.7,
        },
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 7},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [f"{BASE_DIR}/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.media",
                "django.contrib.messages.context_processors.messages",
                "apps.pages.context.stuff",
            ],
        },
    },
]

REST_FRAMEWORK = {
    # The session comes first, so that every refusal is 403 and never 401.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.users.authentication.SessionAuthentication",
        "apps.users.authentication.BasicAuthentication",
        "apps.users.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["apps.users.permissions.PassesLoginWall"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Portal API",
    "DESCRIPTION": "Media, users, playlists, comments and uploads of a video portal.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # The documents are checked with the tests, not at every deployment.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
}

# Into a folder of the media root, so that a finished upload is renamed into place and not copied.
FILE_UPLOAD_HANDLERS = ["apps.uploads.handlers.SpoolUploadHandler"]

# For browsers without Content-Security-Policy; pages that others may frame go without it.
X_FRAME_OPTIONS = "SAMEORIGIN"

CELERY_BEAT_SCHEDULE = {
    "clear_sessions": {"task": "clear_sessions", "schedule": crontab(hour=1, minute=1, day_of_week=6)},
    "get_list_of_popular_media": {
        "task": "get_list_of_popular_media",
        "schedule": crontab(minute=1, hour="*/10"),
    },
    "update_listings_thumbnails": {
        "task": "update_listings_thumbnails",
        "schedule": crontab(minute=2, hour="*/30"),
    },
    # Ours: what a dead worker, a lost message or an aborted upload left behind.
    "check_running_states": {"task": "check_running_states", "schedule": 30.0},
    "check_pending_states": {"task": "check_pending_states", "schedule": 60.0},
    "media_cleanup": {"task": "media_cleanup", "schedule": crontab(hour=3, minute=15)},
    "check_transcriptions": {"task": "check_transcriptions", "schedule": crontab(minute="5-59/10")},
}

LOCALE_PATHS = [f"{BASE_DIR}/locale"]

LANGUAGES = [
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("da", "Danish"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("hi", "Hindi"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("zh-hans", "Simplified Chinese"),
    ("sl", "Slovenian"),
    ("zh-hant", "Traditional Chinese"),
    ("es", "Spanish"),
    ("tr", "Turkish"),
    ("el", "Greek"),
    ("ur", "Urdu"),
    ("he", "Hebrew"),
]

TINYMCE_DEFAULT_CONFIG = {
    "theme": "silver",
    "height": 500,
    "resize": "both",
    "menubar": "file edit view insert format tools table help",
    "menu": {
        "format": {
            "title": "Format",
            "items": "blocks | bold italic underline strikethrough superscript subscript code | "
            "fontfamily fontsize align lineheight | forecolor backcolor removeformat",
        }
    },
    "plugins": "advlist,autolink,autosave,lists,link,image,charmap,print,preview,anchor,searchreplace,"
    "visualblocks,code,fullscreen,insertdatetime,media,table,paste,directionality,help,wordcount,emoticons,file",
    "toolbar": "undo redo | code preview | blocks | bold italic | "
    "alignleft aligncenter alignright alignjustify ltr rtl | bullist numlist outdent indent | "
    "removeformat | restoredraft help | image media",
    "branding": False,
    "promotion": False,
    "body_class": "page-main-inner custom-page-wrapper",
    "block_formats": "Paragraph=p; Heading 1=h1; Heading 2=h2; Heading 3=h3;",
    "formats": {"h2": {"block": "h2", "classes": "emphasis-large"}},
    "font_size_formats": "16px 18px 24px 32px",
    "images_upload_url": "/tinymce/upload/",
    "automatic_uploads": True,
    "file_picker_types": "image",
    "paste_data_images": True,
    "paste_as_text": False,
    "paste_enable_default_filters": True,
    "paste_word_valid_elements": "b,strong,i,em,h1,h2,h3,h4,h5,h6,p,br,a,ul,ol,li",
    "paste_retain_style_properties": "all",
    "paste_remove_styles": False,
    "paste_merge_formats": True,
    "sandbox_iframes": False,
    "images_upload_handler": "tinymce.views.upload_image",
}


_environment = env.read()
_local = local_settings.load(Path(BASE_DIR), _environment.get("LOCAL_SETTINGS", ""))
_framework = {name: value for name, value in globals().items() if name.isupper()}
_layers = Layers(reference.defaults(_framework), _local.values, _environment)
globals().update(finish(_layers.all(), _layers))
