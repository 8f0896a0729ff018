"""Which actions count (spec/api-community.md §8.3, §8.4): the task ``save_user_action``."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.actions.models import MediaAction, Rating, RatingCategory
from apps.actions.tasks import get_list_of_popular_media, save_user_action
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_media, make_user

pytestmark = pytest.mark.django_db

VISITOR = {"user_session": "s1", "remote_ip_addr": "ip1"}
NEIGHBOUR = {"user_session": "s2", "remote_ip_addr": "ip1"}


@pytest.fixture
def media(alice: User) -> Media:
    """A minute of video."""
    return make_media(alice, duration=60)


def as_user(user: User) -> dict[str, Any]:
    """The first argument for a user."""
    return {"user_id": user.pk, "remote_ip_addr": "ip1"}


def act(who: dict[str, Any], media: Media, action: str = "watch", extra_info: Any = None) -> bool:
    """Run the task as a worker does."""
    arguments = {"friendly_token": media.friendly_token, "action": action, "extra_info": extra_info}
    return bool(save_user_action.apply(args=[who], kwargs=arguments).get())


def age(**ago: float) -> None:
    """Make all recorded actions older."""
    MediaAction.objects.update(action_date=timezone.now() - timedelta(**ago))


def test_arguments_of_a_page_view(media: Media, bob: User) -> None:
    assert save_user_action.apply(args=[as_user(bob)], kwargs={"friendly_token": media.friendly_token}).get()
    assert MediaAction.objects.get().action == "watch"


@pytest.mark.parametrize(
    "who",
    [
        {},
        {"user_id": 10**6},
        {"user_id": None, "user_session": None},
        {"user_id": 10**6, "user_session": "s"},
    ],
)
def test_nobody_does_nothing(media: Media, who: dict[str, Any]) -> None:
    assert not act(who, media)


def test_unknown_media(bob: User) -> None:
    assert not save_user_action.apply(args=[as_user(bob)], kwargs={"friendly_token": "nope"}).get()
    assert not save_user_action.apply(args=[as_user(bob)]).get()


def test_nothing_is_recorded_on_media_that_one_may_not_see(alice: User, bob: User, editor: User) -> None:
    private = make_media(alice, state="private")
    assert not act(as_user(bob), private)
    assert not act(VISITOR, private)
    assert act(as_user(alice), private)
    assert act(as_user(editor), private)


@pytest.mark.parametrize("action", ["like", "dislike", "report"])
def test_users_do_these_once_ever(media: Media, bob: User, action: str) -> None:
    assert act(as_user(bob), media, action)
    age(days=400)
    assert not act(as_user(bob), media, action)
    assert act(as_user(make_user()), media, action)


def test_watching_counts_again_after_the_length_of_the_media(media: Media, bob: User) -> None:
    assert act(as_user(bob), media)
    age(seconds=59)
    assert not act(as_user(bob), media)
    age(seconds=61)
    assert act(as_user(bob), media)
    assert MediaAction.objects.count() == 1


def test_a_day_and_a_second_is_longer_than_a_minute(media: Media, bob: User) -> None:
    assert act(as_user(bob), media)
    age(days=1, seconds=1)
    assert act(as_user(bob), media)


def test_pictures_are_watched_once(alice: User, bob: User) -> None:
    picture = make_media(alice, media_type="image", duration=0)
    assert act(as_user(bob), picture)
    age(days=9)
    assert not act(as_user(bob), picture)


def test_an_anonymous_like_holds_back_the_address_for_a_while(media: Media) -> None:
    assert act(VISITOR, media, "like")
    assert not act(NEIGHBOUR, media, "like")
    age(seconds=601)
    assert not act(VISITOR, media, "like")
    assert act(NEIGHBOUR, media, "like")


def test_an_anonymous_view_waits_for_the_length_and_the_address(media: Media) -> None:
    Media.objects.filter(pk=media.pk).update(duration=1000)
    assert act(VISITOR, media)
    age(seconds=700)
    assert not act(VISITOR, media)
    age(seconds=1001)
    assert act(VISITOR, media)
    assert MediaAction.objects.count() == 1


def test_users_do_not_hold_back_the_anonymous(media: Media, bob: User) -> None:
    assert act(as_user(bob), media, "like")
    assert act(VISITOR, media, "like")


class TestRating:
    """§7, §8.4."""

    @pytest.fixture
    def category(self, media: Media, settings: Any) -> RatingCategory:
        settings.ALLOW_RATINGS = True
        category = RatingCategory.objects.create(title="Sound")
        media.rating_category.add(category)
        return category

    def test_a_score_replaces_the_earlier_one(
        self, media: Media, bob: User, category: RatingCategory
    ) -> None:
        for score in (3, "5"):
            assert act(as_user(bob), media, "rate", {"score": score, "category_id": category.pk})
        assert Rating.objects.get().score == 5
        recorded = MediaAction.objects.order_by("pk").values_list("extra_info", flat=True)
        assert recorded[0] == f"{{'score': 3, 'category_id': {category.pk}}}"

    @pytest.mark.parametrize(
        "extra_info",
        [None, "5", [{"score": 1}], {"score": 1}, {"score": 6}, {"score": -1}, {"score": "x"}, {"score": {}}],
    )
    def test_what_is_no_score(
        self, media: Media, bob: User, category: RatingCategory, extra_info: Any
    ) -> None:
        if isinstance(extra_info, dict) and extra_info != {"score": 1}:
            extra_info["category_id"] = category.pk
        assert not act(as_user(bob), media, "rate", extra_info)
        assert not MediaAction.objects.exists()

    def test_categories_that_the_media_is_not_rated_by(
        self, media: Media, bob: User, category: RatingCategory
    ) -> None:
        other = RatingCategory.objects.create(title="Light")
        assert not act(as_user(bob), media, "rate", {"score": 1, "category_id": other.pk})

    def test_the_anonymous_and_portals_without_ratings(
        self, media: Media, bob: User, category: RatingCategory, settings: Any
    ) -> None:
        score = {"score": 1, "category_id": category.pk}
        assert not act(VISITOR, media, "rate", score)
        settings.ALLOW_RATINGS = False
        assert not act(as_user(bob), media, "rate", score)


class TestPopularMedia:
    """§10."""

    def test_the_most_watched_and_liked_ones_of_late(self, alice: User, bob: User) -> None:
        watched, liked, old, hidden = (
            make_media(alice), make_media(alice), make_media(alice), make_media(alice, state="unlisted")
        )  # fmt: skip
        act(as_user(bob), old)
        age(days=8)
        for media in (watched, hidden):
            act(as_user(bob), media)
        act(as_user(alice), watched)
        act(as_user(bob), liked, "like")
        act(as_user(bob), watched, "like")
        from django.core.cache import cache

        assert get_list_of_popular_media.apply().get() is True
        tokens = cache.get("popular_media_ids")
        assert tokens[0] == watched.friendly_token
        assert sorted(tokens) == sorted([watched.friendly_token, liked.friendly_token])

    def test_two_queries_however_many_media(self, alice: User, django_assert_num_queries: Any) -> None:
        for _ in range(30):
            act(as_user(alice), make_media(alice), "like")
        with django_assert_num_queries(2):
            get_list_of_popular_media.apply()


def test_queues_are_those_of_legacy_workers() -> None:
    assert (save_user_action.name, save_user_action.queue) == ("save_user_action", "short_tasks")
    assert get_list_of_popular_media.queue == "long_tasks"


def test_sessions_of_the_cache_expire_by_themselves(settings: Any) -> None:
    from apps.actions.tasks import clear_sessions

    assert clear_sessions.apply().get() is True
