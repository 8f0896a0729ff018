"""Rows that do not fit together, found by the database: one statement a code, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField
from django.utils import timezone

from apps.encoding import selectors
from apps.encoding.models import Encoding, Job
from apps.encoding.rows import LISTABLE
from apps.integrity.findings import Code, Finding
from apps.media import counters
from apps.media.models import EncodingStatus, Media, MediaType

SUCCESS, RUNNING = EncodingStatus.SUCCESS, EncodingStatus.RUNNING
PENDING, FAIL = EncodingStatus.PENDING, EncodingStatus.FAIL
PATIENCE = timedelta(hours=1)
"""How long after its upload a video may be without encodings: it may be waiting to be split."""
LEASE_GRACE = timedelta(minutes=10)
QUEUE_GRACE = timedelta(minutes=10)
LONG_WAIT = timedelta(days=1)
AT_ONCE = 1000


def table_findings(media: QuerySet[Media]) -> Iterator[Finding]:
    """Say what does not fit together in the rows of these media."""
    yield from _status_wrong(media)
    yield from _listable_wrong(media)
    yield from _rendition_twice(media)
    yield from _former_renditions(media)
    yield from _encodings_absent(media)
    yield from _encoding_silent(media)
    yield from _jobs(media)


def count_findings() -> Iterator[Finding]:
    """Say which stored counts are wrong."""
    for code, (name, rows) in {
        Code.USER_COUNT_WRONG: ("username", counters.users_counted()),
        Code.CATEGORY_COUNT_WRONG: ("title", counters.categories_counted()),
        Code.TAG_COUNT_WRONG: ("title", counters.tags_counted()),
    }.items():
        wrong = rows.exclude(media_count=F("counted")).order_by("pk")
        for pk, title, stored, counted in wrong.values_list("pk", name, "media_count", "counted").iterator(
            chunk_size=AT_ONCE
        ):
            yield Finding(code, detail=f"{title}: {stored} instead of {counted}", subject=pk)


def with_expected_status(media: QuerySet[Media]) -> QuerySet[Media]:
    """Annotate ``expected``: the status that a media should have by its type and its encodings.

    The same rule as `apps.encoding.selectors.encoding_status`, for all rows at once.
    """
    finals = Encoding.objects.filter(
        media=OuterRef("pk"), chunk=False, profile__extension__in=("mp4", "webm")
    )
    cases = [
        When(media_type="", then=Value(FAIL)),
        When(~Q(media_type=MediaType.VIDEO), then=Value(SUCCESS)),
    ]
    if settings.DO_NOT_TRANSCODE_VIDEO:
        cases.append(When(encoding_status=SUCCESS, then=Value(SUCCESS)))
    cases += [When(Exists(finals.filter(status=status)), then=Value(status)) for status in (SUCCESS, RUNNING)]
    cases += [
        When(Exists(finals.filter(status=PENDING)), then=Value(PENDING)),
        When(Exists(finals), then=Value(FAIL)),
    ]
    return media.annotate(expected=Case(*cases, default=Value(PENDING), output_field=CharField()))


def _status_wrong(media: QuerySet[Media]) -> Iterator[Finding]:
    wrong = with_expected_status(media).exclude(encoding_status=F("expected")).order_by("pk")
    columns = ("pk", "friendly_token", "encoding_status", "expected")
    for pk, token, stored, expected in wrong.values_list(*columns).iterator(chunk_size=AT_ONCE):
        yield Finding(Code.STATUS_WRONG, token, detail=f"{stored} instead of {expected}", subject=pk)


def _listable_wrong(media: QuerySet[Media]) -> Iterator[Finding]:
    wrong = media.annotate(right=LISTABLE).exclude(listable=F("right")).order_by("pk")
    for pk, token, stored in wrong.values_list("pk", "friendly_token", "listable").iterator(
        chunk_size=AT_ONCE
    ):
        yield Finding(Code.LISTABLE_WRONG, token, detail=f"listable is {str(stored).lower()}", subject=pk)


def _rendition_twice(media: QuerySet[Media]) -> Iterator[Finding]:
    finals = Encoding.objects.filter(media__in=media, chunk=False, status=SUCCESS, former=None)
    groups = finals.order_by().values("media", "media__friendly_token", "profile", "profile__name")
    for row in groups.annotate(rows=Count("pk")).filter(rows__gt=1).iterator(chunk_size=AT_ONCE):
        detail = f"{row['rows']} of {row['profile__name']}"
        yield Finding(
            Code.RENDITION_TWICE, row["media__friendly_token"], detail=detail, subject=row["profile"]
        )


def _former_renditions(media: QuerySet[Media]) -> Iterator[Finding]:
    """Few media were given another file just now, so each may be asked about."""
    packaging = Job.objects.filter(media=OuterRef("pk"), kind=Job.Kind.PACKAGE, status__in=(PENDING, RUNNING))
    replaced = media.filter(
        Exists(Encoding.objects.filter(media=OuterRef("pk"), former__isnull=False)), ~Exists(packaging)
    )
    for row in replaced.order_by("pk").only("pk", "friendly_token").iterator(chunk_size=AT_ONCE):
        if not selectors.under_way(row):
            detail = "those of the present file have failed" if selectors.may_be_retried(row) else ""
            yield Finding(Code.FORMER_RENDITION, row.friendly_token, detail=detail, subject=row.pk)


def _encodings_absent(media: QuerySet[Media]) -> Iterator[Finding]:
    if settings.DO_NOT_TRANSCODE_VIDEO:
        return
    waiting = media.filter(
        ~Exists(Encoding.objects.filter(media=OuterRef("pk"), profile__extension__in=("mp4", "webm"))),
        ~Exists(Job.objects.filter(media=OuterRef("pk"), status__in=(PENDING, RUNNING))),
        media_type=MediaType.VIDEO,
        add_date__lt=timezone.now() - PATIENCE,
    )
    for pk, token in waiting.order_by("pk").values_list("pk", "friendly_token").iterator(chunk_size=AT_ONCE):
        yield Finding(Code.ENCODINGS_ABSENT, token, subject=pk)


def _encoding_silent(media: QuerySet[Media]) -> Iterator[Finding]:
    since = timezone.now() - timedelta(seconds=settings.RUNNING_STATE_STALE)
    silent = Encoding.objects.filter(media__in=media, status=RUNNING, update_date__lt=since)
    at_work = Job.objects.filter(encoding=OuterRef("pk"), status=RUNNING)
    columns = ("pk", "media__friendly_token", "profile__name", "update_date")
    rows = silent.filter(~Exists(at_work)).order_by("pk").values_list(*columns)
    for pk, token, profile, updated in rows.iterator(chunk_size=AT_ONCE):
        detail = f"{profile}, encoding {pk}, silent since {updated:%Y-%m-%d %H:%M}"
        yield Finding(Code.ENCODING_SILENT, token, detail=detail, subject=pk)


def _jobs(media: QuerySet[Media]) -> Iterator[Finding]:
    now = timezone.now()
    wrong = {
        Code.JOB_UNQUEUED: Q(status=PENDING, queued_at=None, created_at__lt=now - QUEUE_GRACE),
        Code.JOB_WAITING: Q(status=PENDING, queued_at__lt=now - LONG_WAIT),
        Code.JOB_LEASE_OVER: Q(status=RUNNING) & (Q(lease_until=None) | Q(lease_until__lt=now - LEASE_GRACE)),
        Code.JOB_UNEXPLAINED: Q(status=FAIL, reason=""),
    }
    for code, condition in wrong.items():
        jobs = Job.objects.filter(condition, media__in=media).order_by("pk")
        for job_id, token, kind in jobs.values_list("pk", "media__friendly_token", "kind").iterator(
            chunk_size=AT_ONCE
        ):
            yield Finding(code, token, detail=f"{kind}, job {job_id}", subject=job_id)
