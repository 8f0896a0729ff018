"""Settings of mail and accounts (spec/settings.md §5.7, §5.8)."""

from typing import Any

from config.reference.setting import IN_SETTINGS, Section, Setting, same_as

MAIL = Section(
    "Mail and notifications",
    (
        Setting("DEFAULT_FROM_EMAIL", str, "info@mediacms.io", "Sender of every mail."),
        Setting("SERVER_EMAIL", str, same_as("DEFAULT_FROM_EMAIL"), "Sender of Django's error mails."),
        Setting(
            "ADMIN_EMAIL_LIST",
            list[str],
            ["info@mediacms.io"],
            "Who gets notifications for administrators and the contact form.",
        ),
        Setting(
            "EMAIL_BACKEND",
            str,
            "djcelery_email.backends.CeleryEmailBackend",
            "How mails leave a web process; the default hands them to a worker.",
        ),
        Setting(
            "CELERY_EMAIL_BACKEND",
            str,
            "django.core.mail.backends.smtp.EmailBackend",
            "How a worker sends mails.",
        ),
        Setting(
            "CELERY_EMAIL_TASK_CONFIG", dict[str, Any], {"queue": "short_tasks"}, "Options of the mail task."
        ),
        Setting("CELERY_EMAIL_CHUNK_SIZE", int, 10, "Mails of one task.", limits=(1, 1000)),
        Setting("EMAIL_HOST", str, "mediacms.io", "SMTP server."),
        Setting("EMAIL_PORT", int, 587, "Port of the SMTP server.", limits=(1, 65535)),
        Setting("EMAIL_HOST_USER", str, "info@mediacms.io", "User at the SMTP server."),
        Setting("EMAIL_HOST_PASSWORD", str, "xyz", "Password at the SMTP server."),
        Setting("EMAIL_USE_TLS", bool, True, "STARTTLS."),
        Setting("EMAIL_USE_SSL", bool, False, "TLS from the start, usually on port 465."),
        Setting("EMAIL_TIMEOUT", int, 30, "Seconds to wait for the SMTP server."),
        Setting("EMAIL_SUBJECT_PREFIX", str, "[Django] ", "Start of the subject of Django's error mails."),
        Setting(
            "USERS_NOTIFICATIONS",
            dict[str, bool],
            {"MEDIA_ADDED": True, "MEDIA_ENCODED": False, "MEDIA_REPORTED": True},
            "What users are told by mail.",
        ),
        Setting(
            "ADMINS_NOTIFICATIONS",
            dict[str, bool],
            {"NEW_USER": True, "MEDIA_ADDED": True, "MEDIA_ENCODED": False, "MEDIA_REPORTED": True},
            "What administrators are told by mail.",
        ),
    ),
)

ACCOUNTS = Section(
    "Accounts",
    (
        Setting("ACCOUNT_ADAPTER", str, "users.adapter.MyAccountAdapter", "Rules of accounts (allauth)."),
        Setting(
            "ACCOUNT_SIGNUP_FORM_CLASS", str, "users.forms.SignupForm", "More fields of the sign-up form."
        ),
        Setting(
            "ACCOUNT_LOGIN_METHODS",
            set[str],
            {"username", "email"},
            "What users log in with.",
            choices=("username", "email"),
        ),
        Setting(
            "ACCOUNT_USER_DISPLAY", str, "apps.users.selectors.display_name", "How messages call a user."
        ),
        Setting("ACCOUNT_EMAIL_REQUIRED", bool, True, "An e-mail address is needed to sign up."),
        Setting("ACCOUNT_USERNAME_REQUIRED", bool, True, "A user name is needed to sign up."),
        Setting("ACCOUNT_SIGNUP_PASSWORD_ENTER_TWICE", bool, False, "Ask for the password twice."),
        Setting(
            "ACCOUNT_EMAIL_VERIFICATION",
            str,
            "optional",
            "Whether addresses have to be confirmed.",
            choices=("optional", "mandatory", "none"),
        ),
        Setting(
            "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION",
            bool,
            True,
            "Log in who confirms the address where they signed up.",
        ),
        Setting("ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS", int, 1, "Days that a confirmation link is valid."),
        Setting("ACCOUNT_LOGIN_ON_PASSWORD_RESET", bool, True, "Log in who has reset the password."),
        Setting(
            "ACCOUNT_SESSION_REMEMBER",
            bool | None,
            True,
            "Stay logged in after the browser was closed; null: ask.",
        ),
        Setting(
            "ACCOUNT_USERNAME_MIN_LENGTH", int, 4, "Characters of a user name at sign-up.", limits=(1, 150)
        ),
        Setting(
            "ACCOUNT_USERNAME_VALIDATORS",
            str,
            "users.validators.custom_username_validators",
            "What user names may look like.",
        ),
        Setting("LOGIN_REDIRECT_URL", str, "/", "Where a login leads to."),
        Setting("LOGIN_URL", str, "/accounts/login/", "Where visitors are sent to log in."),
        Setting(
            "AUTHENTICATION_BACKENDS", list[str], IN_SETTINGS, "How users are recognised; ours always stay."
        ),
        Setting("AUTH_PASSWORD_VALIDATORS", list[dict[str, Any]], IN_SETTINGS, "Rules of passwords."),
        Setting("ADMIN_USER", str, "admin", "Name of the first administrator, made on an empty database."),
        Setting("ADMIN_EMAIL", str, "admin@localhost", "Address of the first administrator."),
        Setting(
            "ADMIN_PASSWORD", str, "", "Password of the first administrator; empty: made up and printed."
        ),
    ),
)
