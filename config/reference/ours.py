"""Settings that the legacy server does not have."""

from config.reference.setting import Section, Setting

OURS = Section(
    "Ours: the legacy server has none of these",
    (
        Setting("FRONTEND", str, "modern", "Which frontend the pages carry.", choices=("modern", "legacy")),
        Setting(
            "LEGACY_STATIC_ROOT",
            str,
            "",
            "The `static` folder of an existing installation, whose bundle `FRONTEND=legacy` serves.",
        ),
        Setting("LOCAL_SETTINGS", str, "", "Path of a local settings file."),
        Setting(
            "TRUSTED_PROXIES",
            list[str],
            ["127.0.0.1", "::1"],
            "Addresses and networks of web servers and proxies whose `X-Forwarded-For` is believed.",
        ),
        Setting(
            "DATABASE_POOL",
            bool,
            False,
            "Share connections between the threads of a process. `config/gunicorn.conf.py` turns it on for "
            "web processes; a pool must not be shared with the children of a worker.",
        ),
        Setting("IDENTITY_LOG_DAYS", int, 365, "Days that logs of SAML logins are kept; 0: for ever."),
        Setting("WEB_WORKERS", int, 2, "Processes of the application server.", limits=(1, 256)),
        Setting("WEB_THREADS", int, 4, "Threads of each process of the application server.", limits=(1, 256)),
        Setting(
            "LOG_LEVEL",
            str,
            "INFO",
            "What is logged.",
            choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        ),
        Setting("LOG_FORMAT", str, "text", "Lines for people or JSON objects.", choices=("text", "json")),
        Setting("LOG_TO_FILE", bool, False, "Also log errors to `debug.log` in LOGS_DIR."),
    ),
)
