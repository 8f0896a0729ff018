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
        Setting(
            "ENCODE_TOGETHER",
            str,
            "auto",
            "Whether one FFmpeg decodes a video once and makes several renditions of a codec. `auto`: on "
            "machines with at most 4 cores.",
            choices=("auto", "on", "off"),
        ),
        Setting(
            "ENCODE_TOGETHER_PIXELS",
            int,
            8_000_000,
            "Pixels of all pictures that one FFmpeg encodes at once; its memory grows with them. 0: any "
            "number.",
            limits=(0, 1_000_000_000),
        ),
        Setting("FFMPEG_THREADS", int, 0, "Threads of each encoder; 0: FFmpeg's own choice.", limits=(0, 64)),
        Setting(
            "FFMPEG_HWACCEL",
            str,
            "none",
            "Hardware that encodes; what it cannot encode, or fails at, is encoded in software.",
            choices=("none", "nvenc", "vaapi", "qsv", "videotoolbox"),
        ),
        Setting(
            "FFMPEG_HWACCEL_DEVICE",
            str,
            "",
            "Number of the card (NVENC) or path of the render node (VA-API, Quick Sync); empty: the first.",
        ),
        Setting("AV1_PRESET", int, 8, "Preset of SVT-AV1, from 0, the slowest, to 13.", limits=(0, 13)),
        Setting("ENCODE_NICENESS", int, 5, "How far encodes stand back for others.", limits=(0, 19)),
        Setting(
            "ENCODE_MEMORY_LIMIT",
            int,
            0,
            "MiB of address space that one program of the pipeline may take; 0: any number.",
            limits=(0, 1_048_576),
        ),
        Setting(
            "ENCODES_AT_ONCE",
            int,
            0,
            "Encodes that `scripts/start` runs at once; 0: one for each processor.",
            limits=(0, 256),
        ),
        Setting(
            "JOB_LEASE_SECONDS",
            int,
            60,
            "Seconds without a sign of life after which a job of the pipeline is given to another worker.",
            limits=(2, 3600),
        ),
        Setting("JOB_ATTEMPTS", int, 3, "Tries after which a job of the pipeline fails.", limits=(1, 20)),
        Setting(
            "ENCODE_STALL_SECONDS",
            int,
            300,
            "Seconds without progress after which an encode is ended and tried again.",
            limits=(1, 86_400),
        ),
        Setting(
            "ENCODE_FILE_LIMIT",
            int,
            0,
            "MiB that a file may have which FFmpeg writes; 0: no limit.",
            limits=(0, 2**31),
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
