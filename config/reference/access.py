"""Settings that say who may do what (spec/settings.md §5.2)."""

from config.reference.setting import Section, Setting

WHO = ("all", "email_verified", "advancedUser")

ACCESS = Section(
    "Who may do what",
    (
        Setting(
            "PORTAL_WORKFLOW",
            str,
            "public",
            "State of new media, and which states their owners may choose.",
            choices=("public", "private", "unlisted", "private_verified"),
        ),
        Setting("CAN_ADD_MEDIA", str, "all", "Who may upload, besides editors.", choices=WHO),
        Setting("CAN_COMMENT", str, "all", "Who may comment, besides superusers.", choices=WHO),
        Setting("NUMBER_OF_MEDIA_USER_CAN_UPLOAD", int, 100, "Media that a user may have, unless editor."),
        Setting("UPLOAD_MEDIA_ALLOWED", bool, True, "Show the upload button."),
        Setting("LOGIN_ALLOWED", bool, True, "Show the sign-in button."),
        Setting("REGISTER_ALLOWED", bool, True, "Show the sign-up button."),
        Setting("USERS_CAN_SELF_REGISTER", bool, True, "Open the sign-up page."),
        Setting(
            "RESTRICTED_DOMAINS_FOR_USER_REGISTRATION",
            list[str],
            ["xxx.com", "emaildomainwhatever.com"],
            "E-mail domains that may not sign up.",
        ),
        Setting(
            "ALLOWED_DOMAINS_FOR_USER_REGISTRATION",
            list[str],
            [],
            "The only e-mail domains that may sign up; empty: all.",
        ),
        Setting("USERS_NEEDS_TO_BE_APPROVED", bool, False, "New users wait for a manager's approval."),
        Setting("GLOBAL_LOGIN_REQUIRED", bool, False, "Pages and API only for users who are logged in."),
        Setting("ALLOW_ANONYMOUS_USER_LISTING", bool, True, "Visitors may list users."),
        Setting(
            "CAN_SEE_MEMBERS_PAGE",
            str,
            "all",
            "Who sees the members page and may list users.",
            choices=("all", "editors", "admins"),
        ),
        Setting(
            "USER_SEARCH_FIELD",
            str,
            "name_username",
            "What a search for users looks at.",
            choices=("name_username", "name_username_email"),
        ),
        Setting(
            "ALLOW_ANONYMOUS_ACTIONS",
            list[str],
            ["report", "like", "dislike", "watch"],
            "What visitors may do to media.",
            choices=("report", "like", "dislike", "watch"),
        ),
        Setting(
            "TIME_TO_ACTION_ANONYMOUS", int, 600, "Seconds between two of one visitor's actions on a media."
        ),
        Setting(
            "MASK_IPS_FOR_ACTIONS", bool, True, "Store a hash of the address with actions, not the address."
        ),
        Setting("REPORTED_TIMES_THRESHOLD", int, 10, "Reports after which a media becomes private."),
        Setting("MEDIA_IS_REVIEWED", bool, True, "New media are listed without an editor's review."),
        Setting("USE_RBAC", bool, False, "Groups whose members see the media of their categories."),
        Setting("USE_SAML", bool, False, "Log in through SAML; needs the package python3-saml."),
        Setting("USE_IDENTITY_PROVIDERS", bool, False, "Let visitors choose how to log in."),
        Setting("USE_LTI", bool, False, "Embed the portal into learning platforms; needs https."),
        Setting("LTI_SESSION_TIMEOUT", int, 3600, "Seconds that a login through a learning platform lasts."),
        Setting(
            "SHOW_LMS_COURSES_IN_CATEGORIES", bool, True, "List courses of learning platforms as categories."
        ),
        Setting(
            "USER_CAN_TRANSCRIBE_VIDEO", bool, True, "Everybody may transcribe own media, not only editors."
        ),
    ),
)
