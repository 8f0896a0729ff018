"""The lists of media: start page, featured, popular, profiles, playlists, search."""

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.playlists.services import playlist_create, playlist_media_append
from apps.users.models import User
from tests.media.factories import make_category, make_media, make_tag
from tests.pages.conftest import Visit
from tests.pages.html import parsed

pytestmark = pytest.mark.django_db


def titles(page: str, visit: Visit, user: User | None = None) -> list[str]:
    """Titles of the cards of a page."""
    answer = visit(user).get(page)
    assert answer.status_code == 200
    return parsed(answer).texts("span", class_="card-title")


def test_the_start_page_shows_listed_media_newest_first(visit: Visit, alice: User) -> None:
    make_media(alice, title="Older")
    make_media(alice, title="Newer")
    make_media(alice, title="Secret", state="private")
    make_media(alice, title="With the link only", state="unlisted")
    assert titles("/", visit) == ["Newer", "Older"]


def test_a_list_has_pages(visit: Visit, alice: User) -> None:
    for number in range(25):
        make_media(alice, title=f"Clip {number}")
    assert len(titles("/", visit)) == 24
    assert titles("/?page=2", visit) == ["Clip 0"]
    assert titles("/?page=nonsense", visit) == titles("/", visit)
    first = parsed(visit().get("/"))
    assert first.one("a", rel="next").attributes["href"] == "?page=2"
    assert not first.all("a", rel="prev")


def test_featured_and_popular_media_have_lists_of_their_own(visit: Visit, alice: User) -> None:
    make_media(alice, title="Plain", views=3)
    make_media(alice, title="Chosen", featured=True)
    assert titles("/featured", visit) == ["Chosen"]
    assert titles("/popular", visit) == ["Plain", "Chosen"]
    assert titles("/recommended", visit) == ["Plain", "Chosen"]
    assert titles("/latest", visit) == ["Chosen", "Plain"]


def test_titles_are_text_never_markup(visit: Visit, alice: User) -> None:
    make_media(alice, title='</script><b>bold</b> & "quoted"')
    page = parsed(visit().get("/"))
    assert page.texts("span", class_="card-title") == ['</script><b>bold</b> & "quoted"']
    assert not page.all("b")


def test_a_profile_shows_private_media_to_their_owner_alone(visit: Visit, alice: User, bob: User) -> None:
    make_media(alice, title="Open")
    make_media(alice, title="Secret", state="private")
    assert titles("/user/alice/", visit) == ["Open"]
    assert titles("/user/alice", visit, bob) == ["Open"]
    assert titles("/user/alice/", visit, alice) == ["Secret", "Open"]


def test_a_user_that_does_not_exist_has_no_profile(visit: Visit) -> None:
    assert visit().get("/user/nobody/").status_code == 404


def test_a_playlist_shows_its_media_in_its_order(visit: Visit, alice: User) -> None:
    second, first = make_media(alice, title="Second"), make_media(alice, title="First")
    secret = make_media(alice, title="Secret", state="private")
    playlist = playlist_create(user=alice, title="Evening")
    playlist_media_append(playlist=playlist, media=[first, secret, second])
    assert titles(f"/playlists/{playlist.friendly_token}", visit) == ["First", "Second"]
    assert visit().get("/playlists/unknown").status_code == 404


class TestSearch:
    def test_words_find_media(self, visit: Visit, alice: User) -> None:
        from apps.media.upkeep import media_refresh

        for title in ("Boats in the harbour", "Trains"):
            media_refresh(make_media(alice, title=title))
        assert titles("/search?q=harbour", visit) == ["Boats in the harbour"]

    def test_categories_and_tags_find_media(self, visit: Visit, alice: User) -> None:
        make_category("Art & Crafts", make_media(alice, title="Pottery"))
        make_tag("clay", make_media(alice, title="Bricks"))
        assert titles("/search?c=Art+%26+Crafts", visit) == ["Pottery"]
        assert titles("/search?t=clay", visit) == ["Bricks"]

    def test_private_media_are_found_by_their_owner_alone(self, visit: Visit, alice: User, bob: User) -> None:
        make_tag("clay", make_media(alice, title="Secret", state="private"))
        assert titles("/search?t=clay", visit, alice) == ["Secret"]
        assert titles("/search?t=clay", visit, bob) == []

    def test_the_query_is_repeated_as_text(self, visit: Visit) -> None:
        answer = visit().get("/search", {"q": '"><script>alert(1)</script>'})
        page = parsed(answer)
        assert page.one("input", name="q").attributes["value"] == '"><script>alert(1)</script>'
        assert all("src" in script.attributes for script in page.all("script"))

    def test_nothing_to_search_for_is_no_error(self, visit: Visit) -> None:
        assert titles("/search", visit) == []
        assert titles("/search?q=%00&t=%00", visit) == []


@pytest.mark.parametrize("page", ["/", "/featured", "/popular", "/user/alice/", "/search?t=clay"])
def test_a_list_asks_the_same_number_of_queries_whatever_its_length(
    page: str, visit: Visit, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_tag("clay", *(make_media(alice, featured=True) for _ in range(20)))
    with django_assert_max_num_queries(3):
        visit().get(page)
