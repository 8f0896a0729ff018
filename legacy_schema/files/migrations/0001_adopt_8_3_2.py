"""Adopts the legacy tables labelled ``files`` as MediaCMS 8.3.2 leaves them (spec/schema.md §2 and §5)."""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import mptt.fields
from django.conf import settings
from django.db import migrations, models

import apps.categories.models
import apps.common.storage
import apps.common.tokens
import apps.media.models
from legacy_schema.operations import AdoptLegacyTables

MODELS = [
    migrations.CreateModel(
        name="License",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("title", models.CharField(max_length=100, unique=True)),
            ("description", models.TextField(blank=True)),
        ],
        options={
            "db_table": "files_license",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="EncodeProfile",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("name", models.CharField(max_length=90)),
            ("extension", models.CharField(max_length=10)),
            ("resolution", models.IntegerField(blank=True, null=True)),
            ("codec", models.CharField(blank=True, max_length=10, null=True)),
            ("description", models.TextField(blank=True)),
            ("active", models.BooleanField(default=True)),
        ],
        options={
            "db_table": "files_encodeprofile",
            "ordering": ["resolution"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Language",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("code", models.CharField(max_length=30)),
            ("title", models.CharField(max_length=100)),
        ],
        options={
            "db_table": "files_language",
            "ordering": ["id"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="RatingCategory",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("description", models.TextField(blank=True)),
            ("enabled", models.BooleanField(default=True)),
            ("title", models.CharField(max_length=200, unique=True)),
        ],
        options={
            "verbose_name_plural": "rating categories",
            "db_table": "files_ratingcategory",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Category",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            (
                "uid",
                models.CharField(default=apps.categories.models.generate_uid, max_length=36, unique=True),
            ),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("title", models.CharField(db_index=True, max_length=100)),
            ("description", models.TextField(blank=True)),
            ("is_global", models.BooleanField(default=False)),
            ("media_count", models.IntegerField(default=0)),
            (
                "thumbnail",
                models.ImageField(blank=True, upload_to=apps.common.storage.category_thumbnail_upload_to),
            ),
            ("listings_thumbnail", models.CharField(blank=True, max_length=400, null=True)),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="categories",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "identity_provider",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="categories",
                    to="socialaccount.socialapp",
                ),
            ),
            ("is_rbac_category", models.BooleanField(db_index=True, default=False)),
            ("is_lms_course", models.BooleanField(db_index=True, default=False)),
            ("lti_context_id", models.CharField(blank=True, db_index=True, max_length=255)),
        ],
        options={
            "verbose_name_plural": "Categories",
            "db_table": "files_category",
            "ordering": ["title"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Tag",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("title", models.CharField(max_length=100, unique=True)),
            ("media_count", models.IntegerField(default=0)),
            ("listings_thumbnail", models.CharField(blank=True, db_index=True, max_length=400, null=True)),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tags",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "files_tag",
            "ordering": ["title"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Media",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(blank=True, db_index=True, null=True)),
            ("allow_download", models.BooleanField(default=True)),
            ("description", models.TextField(blank=True)),
            ("dislikes", models.IntegerField(default=0)),
            ("duration", models.IntegerField(default=0)),
            ("edit_date", models.DateTimeField(auto_now=True)),
            ("enable_comments", models.BooleanField(default=True)),
            ("encoding_status", models.CharField(db_index=True, default="pending", max_length=20)),
            ("featured", models.BooleanField(db_index=True, default=False)),
            (
                "friendly_token",
                models.CharField(
                    blank=True,
                    default=apps.common.tokens.generate_friendly_token,
                    max_length=150,
                    unique=True,
                ),
            ),
            ("hls_file", models.CharField(blank=True, max_length=1000)),
            (
                "is_reviewed",
                models.BooleanField(db_index=True, default=apps.media.models.default_is_reviewed),
            ),
            ("likes", models.IntegerField(db_index=True, default=1)),
            ("listable", models.BooleanField(default=False)),
            ("md5sum", models.CharField(blank=True, max_length=50, null=True)),
            (
                "media_file",
                models.FileField(max_length=500, upload_to=apps.common.storage.original_upload_to),
            ),
            ("media_info", models.TextField(blank=True)),
            ("media_type", models.CharField(blank=True, db_index=True, default="video", max_length=20)),
            ("password", models.CharField(blank=True, max_length=100)),
            ("preview_file_path", models.CharField(blank=True, max_length=500)),
            (
                "poster",
                models.ImageField(
                    blank=True, max_length=500, upload_to=apps.common.storage.thumbnail_upload_to
                ),
            ),
            ("reported_times", models.IntegerField(default=0)),
            ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
            ("size", models.CharField(blank=True, max_length=20, null=True)),
            (
                "sprites",
                models.FileField(
                    blank=True, max_length=500, upload_to=apps.common.storage.thumbnail_upload_to
                ),
            ),
            (
                "state",
                models.CharField(db_index=True, default=apps.media.models.default_state, max_length=20),
            ),
            ("title", models.CharField(blank=True, db_index=True, max_length=100)),
            (
                "thumbnail",
                models.ImageField(
                    blank=True, max_length=500, upload_to=apps.common.storage.thumbnail_upload_to
                ),
            ),
            ("thumbnail_time", models.FloatField(blank=True, null=True)),
            ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
            (
                "uploaded_thumbnail",
                models.ImageField(
                    blank=True, max_length=500, upload_to=apps.common.storage.thumbnail_upload_to
                ),
            ),
            (
                "uploaded_poster",
                models.ImageField(
                    blank=True, max_length=500, upload_to=apps.common.storage.thumbnail_upload_to
                ),
            ),
            ("user_featured", models.BooleanField(default=False)),
            ("video_height", models.IntegerField(default=1)),
            ("views", models.IntegerField(db_index=True, default=1)),
            (
                "channel",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="media",
                    to="users.channel",
                ),
            ),
            (
                "license",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="media",
                    to="files.license",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="media",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("allow_whisper_transcribe", models.BooleanField(default=False)),
            ("allow_whisper_transcribe_and_translate", models.BooleanField(default=False)),
            ("category", models.ManyToManyField(blank=True, related_name="media", to="files.category")),
            ("tags", models.ManyToManyField(blank=True, related_name="media", to="files.tag")),
            (
                "rating_category",
                models.ManyToManyField(blank=True, related_name="media", to="files.ratingcategory"),
            ),
        ],
        options={
            "db_table": "files_media",
            "ordering": ["-add_date"],
            "managed": False,
            "indexes": [
                django.contrib.postgres.indexes.GinIndex(
                    fields=["search"], name="files_media_search_7194c6_gin"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="MediaPermission",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("permission", models.CharField(max_length=20)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="permissions", to="files.media"
                ),
            ),
            (
                "owner_user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="granted_media_permissions",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="media_permissions",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("source", models.CharField(default="explicit", max_length=32)),
        ],
        options={
            "db_table": "files_mediapermission",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("user", "media"), name="files_mediapermission_user_id_media_id_b2847470_uniq"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Encoding",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("commands", models.TextField(blank=True)),
            ("chunk", models.BooleanField(db_index=True, default=False)),
            ("chunk_file_path", models.CharField(blank=True, max_length=400)),
            ("chunks_info", models.TextField(blank=True)),
            ("logs", models.TextField(blank=True)),
            ("md5sum", models.CharField(blank=True, max_length=50, null=True)),
            (
                "media_file",
                models.FileField(
                    blank=True, max_length=500, upload_to=apps.common.storage.encoding_upload_to
                ),
            ),
            ("progress", models.PositiveSmallIntegerField(default=0)),
            ("update_date", models.DateTimeField(auto_now=True)),
            ("retries", models.IntegerField(default=0)),
            ("size", models.CharField(blank=True, max_length=20)),
            ("status", models.CharField(default="pending", max_length=20)),
            ("temp_file", models.CharField(blank=True, max_length=400)),
            ("task_id", models.CharField(blank=True, max_length=100)),
            ("total_run_time", models.IntegerField(default=0)),
            ("worker", models.CharField(blank=True, max_length=100)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="encodings", to="files.media"
                ),
            ),
            (
                "profile",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="encodings",
                    to="files.encodeprofile",
                ),
            ),
        ],
        options={
            "db_table": "files_encoding",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Comment",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("text", models.TextField()),
            ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="files.media"
                ),
            ),
            (
                "parent",
                mptt.fields.TreeForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="children",
                    to="files.comment",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="comments",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("lft", models.PositiveIntegerField(editable=False)),
            ("rght", models.PositiveIntegerField(editable=False)),
            ("tree_id", models.PositiveIntegerField(db_index=True, editable=False)),
            ("level", models.PositiveIntegerField(editable=False)),
        ],
        options={
            "db_table": "files_comment",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Rating",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("score", models.IntegerField()),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="files.media"
                ),
            ),
            (
                "rating_category",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="ratings",
                    to="files.ratingcategory",
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="ratings",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "db_table": "files_rating",
            "managed": False,
            "indexes": [models.Index(fields=["user", "media"], name="files_ratin_user_id_72ca6a_idx")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("user", "media", "rating_category"),
                    name="files_rating_user_id_media_id_rating_category_id_ce9b762e_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Subtitle",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            (
                "subtitle_file",
                models.FileField(max_length=500, upload_to=apps.common.storage.subtitle_upload_to),
            ),
            (
                "language",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="subtitles", to="files.language"
                ),
            ),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="subtitles", to="files.media"
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="subtitles",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "Caption",
            "verbose_name_plural": "Captions",
            "db_table": "files_subtitle",
            "ordering": ["language__title"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="TranscriptionRequest",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("status", models.CharField(db_index=True, default="pending", max_length=20)),
            ("translate_to_english", models.BooleanField(default=False)),
            ("logs", models.TextField(blank=True, null=True)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="transcription_requests",
                    to="files.media",
                ),
            ),
        ],
        options={
            "verbose_name": "Caption Request",
            "verbose_name_plural": "Caption Requests",
            "db_table": "files_transcriptionrequest",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="Playlist",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("add_date", models.DateTimeField(auto_now_add=True, db_index=True)),
            ("description", models.TextField(blank=True)),
            (
                "friendly_token",
                models.CharField(
                    blank=True,
                    db_index=True,
                    default=apps.common.tokens.generate_friendly_token,
                    max_length=12,
                ),
            ),
            ("title", models.CharField(db_index=True, max_length=100)),
            ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
            (
                "user",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="playlists",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "media",
                models.ManyToManyField(
                    blank=True, related_name="playlists", through="files.PlaylistMedia", to="files.media"
                ),
            ),
        ],
        options={
            "db_table": "files_playlist",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="PlaylistMedia",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("action_date", models.DateTimeField(auto_now=True)),
            ("ordering", models.IntegerField(default=1)),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="playlist_items",
                    to="files.media",
                ),
            ),
            (
                "playlist",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="items", to="files.playlist"
                ),
            ),
        ],
        options={
            "db_table": "files_playlistmedia",
            "ordering": ["ordering", "-action_date"],
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="VideoChapterData",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("data", models.JSONField()),
            (
                "media",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE, related_name="chapters", to="files.media"
                ),
            ),
        ],
        options={
            "db_table": "files_videochapterdata",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="VideoTrimRequest",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("status", models.CharField(default="initial", max_length=20)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("video_action", models.CharField(max_length=20)),
            ("media_trim_style", models.CharField(default="no_encoding", max_length=20)),
            ("timestamps", models.JSONField()),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="trim_requests",
                    to="files.media",
                ),
            ),
        ],
        options={
            "verbose_name": "Trim Request",
            "verbose_name_plural": "Trim Requests",
            "db_table": "files_videotrimrequest",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="EmbedMediaCourse",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("created_at", models.DateTimeField(auto_now_add=True)),
            (
                "category",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="course_embeds",
                    to="files.category",
                ),
            ),
            (
                "media",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="course_embeds",
                    to="files.media",
                ),
            ),
        ],
        options={
            "db_table": "files_embedmediacourse",
            "managed": False,
            "constraints": [
                models.UniqueConstraint(
                    fields=("media", "category"),
                    name="files_embedmediacourse_media_id_category_id_7e31abb9_uniq",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Page",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("slug", models.SlugField(max_length=200, unique=True)),
            ("title", models.CharField(max_length=200)),
            ("description", models.TextField(blank=True)),
            ("add_date", models.DateTimeField(auto_now_add=True)),
            ("edit_date", models.DateTimeField(auto_now=True)),
        ],
        options={
            "db_table": "files_page",
            "managed": False,
        },
    ),
    migrations.CreateModel(
        name="TinyMCEMedia",
        fields=[
            ("id", models.AutoField(primary_key=True, serialize=False)),
            ("file", models.FileField(upload_to="tinymce_media/")),
            ("uploaded_at", models.DateTimeField(auto_now_add=True)),
            ("file_type", models.CharField(max_length=10)),
            ("original_filename", models.CharField(max_length=255)),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tinymce_media",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "TinyMCE Media",
            "verbose_name_plural": "TinyMCE Media",
            "db_table": "files_tinymcemedia",
            "ordering": ["-uploaded_at"],
            "managed": False,
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("files", "0001_initial"),
        ("files", "0002_auto_20201201_0712"),
        ("files", "0003_auto_20210927_1245"),
        ("files", "0004_alter_subtitle_options_category_identity_provider_and_more"),
        ("files", "0005_alter_category_uid"),
        ("files", "0006_alter_category_title"),
        ("files", "0007_alter_media_state_videochapterdata"),
        ("files", "0008_alter_media_state_videotrimrequest"),
        ("files", "0009_alter_media_friendly_token"),
        ("files", "0010_alter_encodeprofile_resolution"),
        ("files", "0011_mediapermission"),
        ("files", "0012_media_allow_whisper_transcribe_and_more"),
        ("files", "0013_page_tinymcemedia"),
        ("files", "0014_alter_subtitle_options_and_more"),
        ("files", "0015_category_is_lms_course_category_lti_context_id"),
        ("files", "0016_category_lti_platform"),
        ("files", "0017_mediapermission_source"),
        ("files", "0018_embedmediacourse"),
    ]

    dependencies = [
        ("users", "0001_adopt_8_3_2"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        AdoptLegacyTables(label="files", models=MODELS),
    ]
