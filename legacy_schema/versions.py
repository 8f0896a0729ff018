"""Recognises what a database is by its migration history: whose it is, and of which MediaCMS release.

Pure: works on the rows of ``django_migrations`` and the names of the tables. Facts: spec/schema.md §5 and §8.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MigrationName = tuple[str, str]
"""App label and migration name, as in a row of ``django_migrations``."""

LEGACY_LABELS = ("users", "files", "actions", "rbac", "identity_providers", "saml_auth", "lti")
SUPPORTED_VERSIONS = "v8.2.0 to v8.3.2"

_OWN_MIGRATION = re.compile(r"^\d{4}_adopt_")
_HARMLESS_FILES_MIGRATION = re.compile(r"alter_media_state|alter_media_is_reviewed")
_MARKERS = {("users", "0001_initial"), ("files", "0001_initial"), ("actions", "0001_initial")}
_ADOPTED = ("files", "0001_adopt_8_3_2")


def _rows(**names: str) -> frozenset[MigrationName]:
    return frozenset((app, name) for app, listed in names.items() for name in listed.split())


@dataclass(frozen=True)
class Release:
    """A range of MediaCMS releases with one schema, and the rows that the first of them added."""

    versions: str
    adds: frozenset[MigrationName]


RELEASES = (
    Release(
        "v1.0 to v1.6",
        _rows(
            contenttypes="0001_initial 0002_remove_content_type_name",
            auth="0001_initial 0002_alter_permission_name_max_length 0003_alter_user_email_max_length"
            " 0004_alter_user_username_opts 0005_alter_user_last_login_null 0006_require_contenttypes_0002"
            " 0007_alter_validators_add_error_messages 0008_alter_user_username_max_length"
            " 0009_alter_user_last_name_max_length 0010_alter_group_name_max_length"
            " 0011_update_proxy_permissions 0012_alter_user_first_name_max_length",
            users="0001_initial",
            account="0001_initial 0002_email_max_length",
            files="0001_initial 0002_auto_20201201_0712",
            actions="0001_initial 0002_mediaaction_media 0003_auto_20201201_0712",
            admin="0001_initial 0002_logentry_remove_auto_add 0003_logentry_add_action_flag_choices",
            authtoken="0001_initial 0002_auto_20160226_1747 0003_tokenproxy",
            sessions="0001_initial",
            sites="0001_initial 0002_alter_domain_unique",
            socialaccount="0001_initial 0002_token_max_lengths 0003_extra_data_default_dict",
        ),
    ),
    Release("v1.7 to v4.2.0", _rows(files="0003_auto_20210927_1245")),
    Release(
        "v4.3.0 to v4.6.0",
        _rows(
            account="0003_alter_emailaddress_create_unique_verified_email"
            " 0004_alter_emailaddress_drop_unique_email 0005_emailaddress_idx_upper_email"
            " 0006_emailaddress_lower 0007_emailaddress_idx_email"
            " 0008_emailaddress_unique_primary_email_fixup 0009_emailaddress_unique_primary_email",
            authtoken="0004_alter_tokenproxy_options",
            socialaccount="0004_app_provider_id_settings 0005_socialtoken_nullable_app"
            " 0006_alter_socialaccount_extra_data",
        ),
    ),
    Release(
        "v5.0.0 to v5.0.1",
        _rows(
            files="0004_alter_subtitle_options_category_identity_provider_and_more 0005_alter_category_uid"
            " 0006_alter_category_title",
            rbac="0001_initial 0002_alter_rbacgroup_uid",
            identity_providers="0001_initial 0002_loginoption"
            " 0003_alter_identityprovidercategorymapping_unique_together"
            " 0004_alter_identityprovidercategorymapping_map_to",
            saml_auth="0001_initial",
        ),
    ),
    Release(
        "v6.0.0 to v6.0.1",
        _rows(files="0007_alter_media_state_videochapterdata 0008_alter_media_state_videotrimrequest"),
    ),
    Release("v6.1.0 to v6.2.0", _rows(files="0009_alter_media_friendly_token")),
    Release("v6.3.0", _rows(files="0010_alter_encodeprofile_resolution")),
    Release("v6.4.0", _rows(files="0011_mediapermission")),
    Release("v6.5.0 to v6.5.2", _rows(files="0012_media_allow_whisper_transcribe_and_more")),
    Release("v6.6.0", _rows(users="0002_user_is_approved")),
    Release("v6.7.0", _rows(files="0013_page_tinymcemedia")),
    Release("v6.7.1 to v7.2.0", _rows(rbac="0003_alter_rbacgroup_members")),
    Release("v7.3.0 to v7.6.0", _rows(files="0014_alter_subtitle_options_and_more")),
    Release(
        "v7.7.0 to v8.1.3",
        _rows(
            files="0015_category_is_lms_course_category_lti_context_id 0016_category_lti_platform"
            " 0017_mediapermission_source 0018_embedmediacourse",
            lti="0001_initial",
        ),
    ),
    Release(SUPPORTED_VERSIONS, _rows(saml_auth="0002_samlconfiguration_sp_cert_and_more")),
)

LEGACY_MIGRATIONS: frozenset[MigrationName] = frozenset().union(*(release.adds for release in RELEASES))
"""The 72 rows of a fully migrated 8.3.2."""


class Verdict(StrEnum):
    """What a database is."""

    EMPTY = "empty"
    UNFINISHED = "unfinished"
    """A first ``migrate`` that was interrupted; running it again completes it."""
    LEGACY = "legacy"
    """MediaCMS 8.3.2, not yet taken over."""
    ADOPTED = "adopted"
    """MediaCMS 8.3.2 as we took it over or created it."""
    OLDER = "older"
    INCOMPLETE = "incomplete"
    """MediaCMS, but rows are missing that its release must have."""
    NEWER = "newer"
    FOREIGN = "foreign"


_ACCEPTED = frozenset({Verdict.EMPTY, Verdict.UNFINISHED, Verdict.LEGACY, Verdict.ADOPTED})


@dataclass(frozen=True)
class Detected:
    """What was found in a database.

    Attributes:
        verdict: what the database is.
        versions: the MediaCMS releases whose schema it has, ``None`` where there is no telling.
        missing: rows of 8.3.2 that it lacks, sorted.
        unexpected: rows of the legacy labels that 8.3.2 does not know, sorted; harmless ones are left out.
    """

    verdict: Verdict
    versions: str | None = None
    missing: tuple[MigrationName, ...] = field(default=())
    unexpected: tuple[MigrationName, ...] = field(default=())

    @property
    def accepted(self) -> bool:
        """Whether ``migrate`` may run on the database."""
        return self.verdict in _ACCEPTED


def detect(
    applied: Iterable[MigrationName], tables: Iterable[str], known_tables: Collection[str]
) -> Detected:
    """Say what a database is.

    Args:
        applied: the rows of ``django_migrations``; none where the table is missing.
        tables: the names of the tables of the database.
        known_tables: the names of the tables that ``migrate`` would make, ``django_migrations`` among them.
    """
    rows, existing = set(applied), set(tables)
    if not rows and not existing - {"django_migrations"}:
        return Detected(Verdict.EMPTY)
    if _is_unfinished_bootstrap(rows) and existing <= set(known_tables):
        return Detected(Verdict.UNFINISHED, SUPPORTED_VERSIONS, _missing(rows))
    if not rows >= _MARKERS:
        return Detected(Verdict.FOREIGN)
    return _detect_release(rows)


def _detect_release(rows: set[MigrationName]) -> Detected:
    missing, unexpected = _missing(rows), _unexpected(rows)
    if not missing and unexpected:
        return Detected(Verdict.NEWER, None, missing, unexpected)
    if not missing:
        verdict = Verdict.ADOPTED if _ADOPTED in rows else Verdict.LEGACY
        return Detected(verdict, SUPPORTED_VERSIONS)
    reached = max((index for index, release in enumerate(RELEASES) if release.adds <= rows), default=-1)
    required = frozenset().union(*(release.adds for release in RELEASES[: reached + 1]))
    later = (LEGACY_MIGRATIONS - required) & rows
    versions = RELEASES[reached].versions if reached >= 0 else None
    whole = reached >= 0 and required <= rows and not later
    return Detected(Verdict.OLDER if whole else Verdict.INCOMPLETE, versions, missing, unexpected)


def _is_unfinished_bootstrap(rows: set[MigrationName]) -> bool:
    """Tell an interrupted first run from an older release, which always has a label with some of its rows."""
    if not rows or rows >= LEGACY_MIGRATIONS or _unexpected(rows):
        return False
    return all(_all_or_none(rows, label) for label in LEGACY_LABELS)


def _all_or_none(rows: set[MigrationName], label: str) -> bool:
    replaced = {row for row in LEGACY_MIGRATIONS if row[0] == label}
    return replaced <= rows or not replaced & rows


def _missing(rows: set[MigrationName]) -> tuple[MigrationName, ...]:
    return tuple(sorted(LEGACY_MIGRATIONS - rows))


def _unexpected(rows: set[MigrationName]) -> tuple[MigrationName, ...]:
    unknown = {row for row in rows - LEGACY_MIGRATIONS if row[0] in LEGACY_LABELS}
    return tuple(sorted(row for row in unknown if not _is_harmless(row)))


def _is_harmless(row: MigrationName) -> bool:
    app, name = row
    drift = app == "files" and _HARMLESS_FILES_MIGRATION.search(name)
    return bool(drift or _OWN_MIGRATION.match(name))


def explain(detected: Detected) -> str:
    """Return one or two sentences for operators: what the database is, and what to do about it."""
    match detected.verdict:
        case Verdict.EMPTY:
            return "The database is empty; the tables of MediaCMS 8.3.2 will be created."
        case Verdict.UNFINISHED:
            return "The creation of this database was interrupted; it will be completed."
        case Verdict.LEGACY:
            return "This is a database of MediaCMS 8.3.2; its tables and rows will be left as they are."
        case Verdict.ADOPTED:
            return "This database has the tables of MediaCMS 8.3.2 and is already ours."
        case Verdict.OLDER:
            return (
                f"This is a database of MediaCMS {detected.versions}; only the schema of 8.3.2"
                f" ({SUPPORTED_VERSIONS}) can be taken over. Upgrade MediaCMS itself to 8.3.2 on this"
                " database first (back it up, then run its own migrate), and come back. Nothing was changed."
            )
        case Verdict.INCOMPLETE:
            reached = f" of MediaCMS {detected.versions}" if detected.versions else " of MediaCMS"
            return (
                f"This is a database{reached}, but its migration history lacks {_list(detected.missing)}: an"
                " upgrade was interrupted, or rows were removed. Complete the upgrade to 8.3.2 with MediaCMS"
                " itself (its own migrate), and come back. Nothing was changed."
            )
        case Verdict.NEWER:
            return (
                "This database is of a MediaCMS newer than 8.3.2, or has been changed by hand: its history"
                f" holds {_list(detected.unexpected)}, which 8.3.2 does not know. Nothing was changed."
            )
        case Verdict.FOREIGN:
            return (
                "This database holds tables of something that is not MediaCMS. Name an empty database, or one"
                " of MediaCMS 8.3.2. Nothing was changed."
            )


def _list(rows: tuple[MigrationName, ...], limit: int = 5) -> str:
    names = [f"{app}.{name}" for app, name in rows[:limit]]
    more = len(rows) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
