"""``GET /api/v1/media``: which media, in what order (spec/api-media.md §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from apps.media import access
from apps.media.models import Media, MediaPermission, MediaState, MediaType
from apps.media.search import search_filter
from apps.rbac.models import RBACGroup
from apps.users.models import User

SORT_FIELDS = ("title", "add_date", "edit_date", "views", "likes")

_MINUTES: dict[str, tuple[int, int | None]] = {
    "0-20": (0, 20),
    "20-40": (20, 40),
    "40-60": (40, 60),
    "60-120": (60, None),
}
"""Values of ``duration``: from, up to but not including; the last one has no end, whatever its name says."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a listing as the query string names them; empty and unknown values filter nothing."""

    q: str = ""
    t: str = ""
    media_type: str = ""
    upload_date: str = ""
    duration: str = ""
    publish_state: str = ""
    shared_user: str = ""
    shared_group: str = ""

    def conditions(self, *, sharing: bool = False) -> Iterator[Q]:
        """The conditions to AND together.

        Args:
            sharing: whether ``shared_user`` and ``shared_group`` count.
        """
        if matching := search_filter(self.q):
            yield matching
        if self.t:
            yield Q(pk__in=Media.tags.through.objects.filter(tag__title=self.t).values("media"))
        if self.media_type in MediaType.values:
            yield Q(media_type=self.media_type)
        if since := uploaded_since(self.upload_date):
            yield Q(add_date__gte=since)
        if self.duration in _MINUTES:
            yield from _duration(*_MINUTES[self.duration])
        if self.publish_state in MediaState.values:
            yield Q(state=self.publish_state)
        elif self.publish_state == "shared":
            yield is_shared()
        if sharing and self.shared_user:
            yield Q(pk__in=MediaPermission.objects.filter(user__username=self.shared_user).values("media"))
        if sharing and self.shared_group:
            yield _in_group_named(self.shared_group)


@dataclass(frozen=True, slots=True)
class Listing:
    """The media to list, ordered, and whether the answer tells with whom they are shared."""

    media: QuerySet[Media]
    sharing: bool = False


def media_listing(
    *,
    user: access.Requester,
    show: str = "",
    author: User | None = None,
    exclude_lti_embed: bool = False,
    filters: Filters | None = None,
    sort_by: str = "",
    direction: str = "",
) -> Listing:
    """The media that a listing shows to `user`.

    Args:
        user: who asks.
        show: ``featured``, ``shared_by_me``, ``shared_with_me``; anything else is the plain listing.
        author: only media of this user; `show` beats it.
        exclude_lti_embed: of shared media only those that somebody shared explicitly.
        filters: narrows the set.
        sort_by: a field of SORT_FIELDS, also with ``_asc`` or ``_desc``.
        direction: ``asc`` or descending, for a `sort_by` without one of its own.
    """
    filters = filters or Filters()
    base, sharing, sortable = _base(user, show, author, exclude_lti_embed)
    media = Media.objects.filter(base, *filters.conditions(sharing=sharing))
    order = ordering(sort_by, direction) if sortable else "-add_date"
    return Listing(media.order_by(order, "pk"), sharing)


def _base(
    user: access.Requester, show: str, author: User | None, exclude_lti_embed: bool
) -> tuple[Q, bool, bool]:
    """The set, whether it comes with sharing information, and whether it may be sorted."""
    known = isinstance(user, User)
    match show:
        case "featured":
            return Q(listable=True, featured=True), False, True
        case "shared_by_me":
            return _shared_by(user), known, True
        case "shared_with_me":
            return _shared_with(user, explicit_only=exclude_lti_embed), known, True
    if author is None:
        return access.listed_for(user), False, access.is_editor(user)
    own_page = user == author
    if own_page or access.is_editor(user):
        return Q(user=author), own_page, True
    return Q(user=author) & _listed_of_author(user, author), False, False


def _listed_of_author(user: access.Requester, author: User) -> Q:
    """As ``access.listed_for``, but shared media count only if `author` shared at least one with `user`."""
    listed = Q(listable=True) | access.in_group_category(user, access.MEMBER_ROLES)
    if not isinstance(user, User):
        return listed
    granted = MediaPermission.objects.filter(user=user, owner_user=author)
    return listed | (access.shared_with(user) & Q(Exists(granted)))


def _shared_by(user: access.Requester) -> Q:
    if not isinstance(user, User):
        return access.NOTHING
    granted = MediaPermission.objects.filter(owner_user=user).values("media")
    own = access.group_category_links(user, access.CONTRIBUTOR_ROLES).filter(media__user=user)
    return Q(pk__in=granted.union(own.values("media")))


def _shared_with(user: access.Requester, *, explicit_only: bool) -> Q:
    if not isinstance(user, User):
        return access.NOTHING
    rows = MediaPermission.objects.filter(user=user)
    if explicit_only:
        rows = rows.filter(source=MediaPermission.Source.EXPLICIT)
    links = access.group_category_links(user, access.MEMBER_ROLES)
    return Q(pk__in=rows.values("media").union(links.values("media"))) & ~Q(user=user)


def is_shared() -> Q:
    """Media with any permission row, even the owner's own, or in a category of groups."""
    in_group_category = Media.category.through.objects.filter(category__is_rbac_category=True)
    return Q(pk__in=MediaPermission.objects.values("media")) | Q(pk__in=in_group_category.values("media"))


def _in_group_named(name: str) -> Q:
    links = Media.category.through.objects.filter(
        category__is_rbac_category=True, category__rbac_groups__name=name
    )
    return Q(pk__in=links.values("media"))


def _duration(start: int, end: int | None) -> Iterator[Q]:
    yield Q(duration__gte=start * 60)
    if end is not None:
        yield Q(duration__lt=end * 60)


def uploaded_since(value: str) -> datetime | None:
    """The first moment of an ``upload_date`` filter, by the site's calendar; None for an unknown value."""
    today = timezone.localdate()
    match value:
        case "today":
            return _midnight(today)
        case "this_week":
            return timezone.now() - timedelta(days=7)
        case "this_month":
            return _midnight(today.replace(day=1))
        case "this_year":
            return _midnight(today.replace(month=1, day=1))
        case _:
            return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def ordering(sort_by: str, direction: str) -> str:
    """The ``order_by`` argument for the sort parameters (spec/api-media.md §4.4).

    >>> ordering("views_asc", ""), ordering("title", "asc"), ordering("bogus", "")
    ('views', 'title', '-add_date')
    """
    field, _, suffix = sort_by.rpartition("_")
    if field in SORT_FIELDS and suffix in ("asc", "desc"):
        return field if suffix == "asc" else f"-{field}"
    field = sort_by if sort_by in SORT_FIELDS else "add_date"
    return field if direction == "asc" else f"-{field}"


def recommended_media(popular: Sequence[str], filters: Filters) -> QuerySet[Media]:
    """At most 50 listable media to recommend, not yet shuffled (spec/api-media.md §9.1).

    Args:
        popular: tokens of popular media; if empty, the most viewed ones are taken.
        filters: narrows the set.
    """
    media = Media.objects.filter(*filters.conditions(), listable=True)
    if popular:
        return media.filter(friendly_token__in=popular).order_by("-add_date", "pk")[:50]
    return media.order_by("-views", "-likes", "pk")[:50]


# -- what a page of a listing says besides its rows ----------------------------------------------------------


def page_tags(media: Sequence[int]) -> list[str]:
    """Distinct titles of the tags of these media (by id), by code point."""
    titles = Media.tags.through.objects.filter(media__in=media).values_list("tag__title", flat=True)
    return sorted(set(titles))


def page_shared_users(media: Sequence[int], *, without: access.Requester) -> list[dict[str, str]]:
    """``{"username", "name"}`` of those whom these media are shared with, in order of first appearance.

    Args:
        media: ids in page order.
        without: the requester, who is left out.
    """
    rows = (
        MediaPermission.objects.filter(media__in=media)
        .exclude(user=without.pk)
        .order_by("pk")
        .values_list("media_id", "user__username", "user__name")
    )
    place = {pk: index for index, pk in enumerate(media)}
    found = {username: name or username for _, username, name in sorted(rows, key=lambda row: place[row[0]])}
    return [{"username": username, "name": name} for username, name in found.items()]


def page_shared_groups(media: Sequence[int]) -> list[dict[str, str]]:
    """``{"name"}`` of the groups of these media's group categories, in order of first appearance.

    Args:
        media: ids in page order.
    """
    rows = (
        RBACGroup.objects.filter(categories__is_rbac_category=True, categories__media__in=media)
        .order_by("categories__title", "pk")
        .values_list("categories__media", "name")
    )
    place = {pk: index for index, pk in enumerate(media)}
    names = dict.fromkeys(name for _, name in sorted(rows, key=lambda row: place[row[0]]))
    return [{"name": name} for name in names]
