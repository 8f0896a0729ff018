"""Settings of media, files and transcoding (spec/settings.md §5.3 to §5.6)."""

from config.reference.setting import IN_SETTINGS, Follows, Section, Setting

MEDIA = Section(
    "Media",
    (
        Setting("CAN_LIKE_MEDIA", bool, True, "Show the like button."),
        Setting("CAN_DISLIKE_MEDIA", bool, True, "Show the dislike button."),
        Setting("CAN_REPORT_MEDIA", bool, True, "Show the report button."),
        Setting("CAN_SHARE_MEDIA", bool, True, "Show the share button."),
        Setting(
            "ALLOW_MENTION_IN_COMMENTS", bool, False, "Users can be mentioned in comments and are told so."
        ),
        Setting("MAX_CHARS_FOR_COMMENT", int, 10000, "Characters of a comment; the rest is cut."),
        Setting("ALLOW_RATINGS", bool, False, "Ratings by category (experimental)."),
        Setting("ALLOW_RATINGS_CONFIRMED_EMAIL_ONLY", bool, True, "No effect."),
        Setting("SHOW_ORIGINAL_MEDIA", bool, True, "Tell clients where the original file is."),
        Setting("MAX_MEDIA_PER_PLAYLIST", int, 70, "Media of a playlist."),
        Setting(
            "RELATED_MEDIA_STRATEGY",
            str,
            "content",
            "Which media are shown beside a media.",
            choices=("content", "author", "calculated", "no_related"),
        ),
        Setting("SLIDESHOW_ITEMS", int, 30, "Neighbours of an image in its slide show."),
        Setting(
            "FRIENDLY_TOKEN_LEN",
            int,
            9,
            "Characters of the tokens in addresses of media, playlists, channels.",
            limits=(4, 12),
        ),
        Setting("ALLOW_CUSTOM_MEDIA_URLS", bool, False, "Owners may choose the token of a media."),
        Setting("ALLOW_MEDIA_REPLACEMENT", bool, False, "Owners may replace the file of a media."),
        Setting("ALLOW_VIDEO_TRIMMER", bool, True, "Owners may trim videos."),
        Setting("UPLOAD_MAX_SIZE", int, 4096000000, "Bytes of an uploaded file."),
        Setting("UPLOAD_MAX_FILES_NUMBER", int, 100, "Files that the upload page takes at once."),
        Setting(
            "ALLOWED_MEDIA_UPLOAD_TYPES",
            list[str],
            ["video", "audio", "image", "pdf"],
            "Types of media that may be uploaded; `all`: every file.",
            choices=("video", "audio", "image", "pdf", "all"),
        ),
        Setting("CALCULATE_MD5SUM", bool, False, "No effect."),
    ),
)


def _beside(folder: str) -> Follows:
    return Follows("BASE_DIR", lambda base: f"{base}/{folder}", f"`{folder}` in the project")


FILES = Section(
    "Files and folders",
    (
        Setting("BASE_DIR", str, IN_SETTINGS, "The project's folder."),
        Setting("TEMP_DIRECTORY", str, "/tmp", "Folder for temporary files."),  # noqa: S108 — the legacy default
        Setting("STATIC_URL", str, "/static/", "Address of static files."),
        Setting("STATIC_ROOT", str, _beside("static/"), "Folder of static files, filled by `collectstatic`."),
        Setting("MEDIA_URL", str, "/media/", "Address of media files."),
        Setting("MEDIA_ROOT", str, _beside("media_files/"), "Folder of media files."),
        Setting("MEDIA_UPLOAD_DIR", str, "original/", "Folder of original files, below MEDIA_ROOT."),
        Setting("MEDIA_ENCODING_DIR", str, "encoded/", "Folder of encoded files, below MEDIA_ROOT."),
        Setting(
            "THUMBNAIL_UPLOAD_DIR",
            str,
            Follows(
                "MEDIA_UPLOAD_DIR",
                lambda folder: f"{folder}/thumbnails/",
                "`MEDIA_UPLOAD_DIR` + `/thumbnails/`",
            ),
            "Folder of pictures, below MEDIA_ROOT.",
        ),
        Setting(
            "SUBTITLES_UPLOAD_DIR",
            str,
            Follows(
                "MEDIA_UPLOAD_DIR",
                lambda folder: f"{folder}/subtitles/",
                "`MEDIA_UPLOAD_DIR` + `/subtitles/`",
            ),
            "Folder of captions, below MEDIA_ROOT.",
        ),
        Setting(
            "HLS_DIR",
            str,
            Follows("MEDIA_ROOT", lambda root: f"{root.rstrip('/')}/hls/", "`MEDIA_ROOT` + `hls/`"),
            "Folder of HLS files; has to be below MEDIA_ROOT.",
        ),
        Setting("UPLOAD_DIR", str, "uploads/", "Folder of assembled uploads, below MEDIA_ROOT."),
        Setting("CHUNKS_DIR", str, "chunks/", "Folder of uploads in progress, below MEDIA_ROOT."),
        Setting("CONCURRENT_UPLOADS", bool, True, "Chunked uploads send several chunks at once."),
        Setting(
            "CHUNKS_DONE_PARAM_NAME",
            str,
            "done",
            "Query parameter of the request that ends a chunked upload.",
        ),
        Setting("FILE_STORAGE", str, "django.core.files.storage.DefaultStorage", "No effect."),
        Setting("FILE_UPLOAD_HANDLERS", list[str], IN_SETTINGS, "How Django receives files of forms."),
        Setting("LOGS_DIR", str, _beside("logs"), "Folder of log files."),
        Setting(
            "USE_X_ACCEL_REDIRECT",
            bool,
            True,
            "Ask who may read a media file. False: whoever has its address may.",
        ),
        Setting("X_ACCEL_PROTECTED_PATHS", list[str], ["encoded", "hls", "original"], "No effect."),
        Setting("X_ACCEL_AUTH_CACHE_SECONDS", int, 300, "No effect: decisions are not remembered."),
    ),
)

TRANSCODING = Section(
    "Transcoding",
    (
        Setting("FFMPEG_COMMAND", str, "ffmpeg", "FFmpeg, a name in PATH or a path."),
        Setting("FFPROBE_COMMAND", str, "ffprobe", "ffprobe, a name in PATH or a path."),
        Setting(
            "MP4HLS_COMMAND",
            str,
            "/home/mediacms.io/mediacms/Bento4-SDK-1-6-0-637.x86_64-unknown-linux/bin/mp4hls",
            "Bento4's mp4hls. If the file is missing, FFmpeg packages HLS.",
        ),
        Setting("MP4HLS", str, "mp4hls", "No effect."),
        Setting("PYSUBS_COMMAND", str, "pysubs2", "No effect: captions are converted without a program."),
        Setting("DO_NOT_TRANSCODE_VIDEO", bool, False, "Play originals; encode nothing."),
        Setting("CHUNKIZE_VIDEO_DURATION", int, 300, "Seconds from which on a video is encoded in chunks."),
        Setting("VIDEO_CHUNKS_DURATION", int, 240, "Seconds of a chunk."),
        Setting(
            "MINIMUM_RESOLUTIONS_TO_ENCODE", list[int], [144, 240], "Heights that are encoded of every video."
        ),
        Setting("FFMPEG_DEFAULT_PRESET", str, "medium", "Preset of x264 and x265."),
        Setting(
            "RUNNING_STATE_STALE",
            int,
            7200,
            "Seconds without progress after which an encode is taken up again.",
        ),
        Setting(
            "SPRITE_NUM_SECS",
            int,
            10,
            "Seconds between two pictures of a sprite; the legacy player needs 10.",
        ),
    ),
)
