"""Cleaning up courses (spec/api-media-bulk.md §2), and sharing into them (§6)."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from apps.categories.models import Category
from apps.comments.models import Comment
from apps.lti.models import EmbedMediaCourse
from apps.media.bulk.links import links_remove
from apps.media.models import Media, MediaPermission
from apps.rbac.selectors import contributor_categories, users_in_groups_of
from apps.users.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CleanUp:
    """What to clean up in a course.

    Attributes:
        tokens: of the media to clean up; None for all media of the course, whoever owns them.
        permissions: delete what the members of the course may do with them.
        comments: delete the comments on them.
        everything_else: with `tokens`, clean up the other media of the course as well.
    """

    tokens: Collection[str] | None = None
    permissions: bool = False
    comments: bool = False
    everything_else: bool = False


def courses_of(user: User, categories: Sequence[Category]) -> list[Category]:
    """Those of `categories` that are courses in which `user` is contributor or manager."""
    ids = contributor_categories(user).filter(is_lms_course=True).values_list("pk", flat=True)
    mine = set(ids)
    return [category for category in categories if category.pk in mine]


@transaction.atomic
def courses_clean_up(*, courses: Sequence[Category], user: User, clean_up: CleanUp) -> None:
    """Take media out of courses, and on request delete the permissions and comments that came with it.

    This reaches media of other people: the contributor of a course may clear all of it. Records of
    embedding stay. Logged, since nothing of it can be undone.

    Args:
        courses: from ``courses_of``.
        user: who asks; of media named by token only their own count.
        clean_up: what to do.
    """
    for course in courses:
        cleaned = _clean_up(course, user, clean_up)
        logger.warning(
            "course cleaned up",
            extra={"course": course.uid, "user": user.pk, "media": cleaned, "clean_up": repr(clean_up)},
        )


def _clean_up(course: Category, user: User, clean_up: CleanUp) -> int:
    """Clean up one course; return how many media left it."""
    in_course = set(Media.objects.filter(category=course).values_list("pk", flat=True))
    embedded = set(EmbedMediaCourse.objects.filter(category=course).values_list("media", flat=True))
    if clean_up.tokens is None:
        unshared, cut_off, silenced, leaving = in_course, embedded, in_course | embedded, in_course
    else:
        named = Media.objects.filter(friendly_token__in=clean_up.tokens)
        own = set(named.filter(user=user).values_list("pk", flat=True))
        unshared, cut_off, silenced, leaving = own, own & embedded, own, own
        if clean_up.everything_else:
            rest = in_course - set(named.values_list("pk", flat=True))
            unshared, cut_off = unshared | rest, cut_off | (embedded - own)
            silenced, leaving = silenced | rest, leaving | rest
    if clean_up.permissions:
        _permissions_delete(course, unshared, cut_off)
    if clean_up.comments:
        Comment.objects.filter(media__in=silenced).delete()
    return links_remove([course.pk], leaving)


def _permissions_delete(course: Category, unshared: Collection[int], cut_off: Collection[int]) -> None:
    """Delete permissions of members on `unshared` media, of everybody on `cut_off` ones; never owners'."""
    members = users_in_groups_of([course.pk]).values("pk")
    doomed = Q(media__in=unshared, user__in=members) | Q(media__in=cut_off)
    MediaPermission.objects.filter(doomed).exclude(user=F("media__user")).delete()


@transaction.atomic
def media_share(*, media: Media, course_id: str = "") -> None:
    """Mark a media as shared, and record that it is embedded in a course.

    The mark is a permission of the owner on their own media. The course is the category of groups that has
    this id on its learning platform; an unknown id is ignored. The media does not join the category.
    """
    MediaPermission.objects.get_or_create(
        media=media,
        user=media.user,
        defaults={"permission": MediaPermission.Permission.OWNER, "owner_user": media.user},
    )
    if not course_id:
        return
    course = (
        Category.objects.filter(lti_context_id=course_id, is_rbac_category=True)
        .order_by("title", "pk")
        .first()
    )
    if course is not None:
        EmbedMediaCourse.objects.get_or_create(media=media, category=course)
