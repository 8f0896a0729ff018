"""More rows of everything that lists show."""

from uuid import uuid4

from django.utils import timezone

from apps.actions.models import MediaAction
from apps.categories.models import Category, Tag
from apps.comments.models import Comment
from apps.encoding.models import EncodeProfile
from apps.media.models import Media, MediaPermission
from apps.playlists.models import Playlist, PlaylistMedia
from apps.rbac.models import RBACGroup, RBACMembership
from apps.users.models import User


def grow(numbers: range) -> None:
    """Store a row of each kind for each number, related to one another as in a portal that is used."""
    alice, editor = (User.objects.get(username=name) for name in ("alice", "editor"))
    users = User.objects.bulk_create(
        User(username=f"user{number}", name=f"A {number}", email=f"user{number}@example.org")
        for number in numbers
    )
    media = Media.objects.bulk_create(
        Media(
            friendly_token=f"grown{number}",
            uid=uuid4(),
            title=f"Forest {number}",
            user=owner,
            media_file=f"original/user/{owner.username}/{number}.mp4",
            add_date=timezone.now(),
            state="public",
            encoding_status="success",
            listable=True,
            featured=True,
            media_type="video",
        )
        for number, owner in zip(numbers, [alice, *users[1:]], strict=True)
    )
    group = RBACGroup.objects.create(name=f"Group {numbers.start}", uid=f"group{numbers.start}")
    RBACMembership.objects.bulk_create(
        RBACMembership(user=user, rbac_group=group, role="contributor") for user in (alice, editor)
    )
    categories = Category.objects.bulk_create(
        Category(title=f"Film {number}", uid=f"grown{number}", is_rbac_category=True, is_lms_course=True)
        for number in numbers
    )
    group.categories.add(*categories)
    tags = Tag.objects.bulk_create(Tag(title=f"grown {number}") for number in numbers)
    video = Media.objects.get(friendly_token="rVland0001")
    playlist = Playlist.objects.get(friendly_token="pla0000000")
    playlists = Playlist.objects.bulk_create(
        Playlist(title=f"Playlist {number}", friendly_token=f"grown{number}", user=user)
        for number, user in zip(numbers, users, strict=True)
    )
    for one, category, tag in zip(media, categories, tags, strict=True):
        one.category.add(category)
        one.tags.add(tag, Tag.objects.get(title="news"))
    for shared, (giver, taker) in ((media[0::2], (alice, editor)), (media[1::2], (editor, alice))):
        MediaPermission.objects.bulk_create(
            MediaPermission(media=one, owner_user=giver, user=taker, permission="viewer") for one in shared
        )
    PlaylistMedia.objects.bulk_create(
        PlaylistMedia(playlist=into, media=one, ordering=100 + number)
        for number, one, other in zip(numbers, media, playlists, strict=True)
        for into in (playlist, other)
    )
    Comment.objects.bulk_create(
        Comment(text="Fine", media=video, user=writer, tree_id=1000 + number, lft=1, rght=2, level=0)
        for number, user in zip(numbers, users, strict=True)
        for writer in (user, alice)
    )
    MediaAction.objects.bulk_create(
        MediaAction(media=one, user=user, action=action)
        for one in media
        for user in (alice, editor)
        for action in ("like", "watch", "report")
    )
    EncodeProfile.objects.bulk_create(
        EncodeProfile(name=f"Profile {number}", extension="mp4", resolution=360, codec="h264")
        for number in numbers
    )
