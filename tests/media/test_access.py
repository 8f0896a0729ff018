"""Every access rule says the same as a filter and as a predicate, and grants what it should."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.media import access
from apps.media.access import Level
from apps.media.models import Media
from apps.users.models import User
from tests.media.factories import make_category, make_group, make_media, make_user, share

PAIRS = {
    "view": (access.viewable_by, access.can_view),
    "edit": (access.editable_by, access.can_edit),
    "publish": (access.publishable_by, access.can_publish),
    "manage": (access.manageable_by, access.can_manage),
    "list": (access.listed_for, access.is_listed_for),
    "search": (access.searchable_by, access.is_searchable_by),
    **{
        f"access at level {level.name}": (
            lambda user, level=level: access.accessible_to(user, level),
            lambda user, media, level=level: access.has_access(user, media, level),
        )
        for level in Level
    },
}
STATES = ("private", "public", "unlisted")

media_facts = st.fixed_dictionaries(
    {
        "owner": st.integers(0, 2),
        "state": st.sampled_from(STATES),
        "listable": st.booleans(),
        "permissions": st.dictionaries(st.integers(0, 2), st.sampled_from(["viewer", "editor", "owner"])),
        "categories": st.sets(st.integers(0, 1)),
    }
)
worlds = st.fixed_dictionaries(
    {
        "flags": st.lists(
            st.sampled_from(["", "", "is_editor", "is_manager", "is_superuser"]), min_size=3, max_size=3
        ),
        "roles": st.sets(
            st.tuples(
                st.integers(0, 2), st.integers(0, 1), st.sampled_from(["member", "contributor", "manager"])
            ),
            max_size=4,
        ),
        "media": st.lists(media_facts, min_size=1, max_size=4),
        "use_rbac": st.booleans(),
    }
)


def _build(world: dict[str, Any]) -> list[User]:
    users = [make_user(**({flag: True} if flag else {})) for flag in world["flags"]]
    categories = [make_category("One"), make_category("Two")]
    groups = [make_group(category.title, category) for category in categories]
    for user, group, role in world["roles"]:
        groups[group].memberships.create(user=users[user], role=role)
    for facts in world["media"]:
        media = make_media(users[facts["owner"]], state=facts["state"], listable=facts["listable"])
        media.category.add(*(categories[index] for index in facts["categories"]))
        for user, permission in facts["permissions"].items():
            share(media, users[user], permission)
    return users


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=worlds)
def test_filters_and_predicates_agree(world: dict[str, Any], settings: Any) -> None:
    settings.USE_RBAC = world["use_rbac"]
    with transaction.atomic():
        users = [AnonymousUser(), *_build(world)]
        for (name, (allowed, may)), user in product(PAIRS.items(), users):
            found = list(Media.objects.filter(allowed(user)).order_by("pk"))
            assert found == [m for m in Media.objects.order_by("pk") if may(user, m)], (name, user)
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestRules:
    """Who may do what with a private media (spec/access.md §1.3, §2.2)."""

    @pytest.fixture
    def media(self, alice: User) -> Media:
        return make_media(alice, state="private")

    def rights(self, user: User, media: Media) -> tuple[bool, bool, bool]:
        """Whether `user` may view, edit and publish."""
        return access.can_view(user, media), access.can_edit(user, media), access.can_publish(user, media)

    @pytest.mark.parametrize(
        ("permission", "rights"),
        [("viewer", (True, False, False)), ("editor", (True, True, False)), ("owner", (True, True, True))],
    )
    def test_permission_rows_grant_their_level(
        self, media: Media, bob: User, permission: str, rights: tuple[bool, bool, bool]
    ) -> None:
        share(media, bob, permission)
        assert self.rights(bob, media) == rights
        assert not access.can_manage(bob, media)

    @pytest.mark.parametrize(
        ("role", "rights"),
        [
            ("member", (True, False, False)),
            ("contributor", (True, True, False)),
            ("manager", (True, True, True)),
        ],
    )
    def test_group_roles_grant_their_level_only_with_rbac(
        self, media: Media, bob: User, settings: Any, role: str, rights: tuple[bool, bool, bool]
    ) -> None:
        make_group("Crew", make_category("Course", media), **{role: [bob]})
        settings.USE_RBAC = True
        assert self.rights(bob, media) == rights
        settings.USE_RBAC = False
        assert not access.can_view(bob, media)

    @pytest.mark.parametrize("flag", ["is_editor", "is_manager", "is_superuser"])
    def test_portal_editors_may_do_everything(self, media: Media, flag: str) -> None:
        user = make_user(**{flag: True})
        assert access.can_view(user, media)
        assert access.can_edit(user, media)
        assert access.can_publish(user, media)
        assert access.can_manage(user, media)

    def test_staff_alone_may_nothing(self, media: Media) -> None:
        assert not access.can_view(make_user(is_staff=True), media)

    def test_anonymous_sees_open_states_only(self, media: Media) -> None:
        for state in STATES:
            media.state = state
            assert access.can_view(AnonymousUser(), media) == (state != "private")


@pytest.mark.django_db
class TestUploadRule:
    """Who may upload (spec/access.md §3)."""

    def test_anonymous_may_not(self) -> None:
        assert not access.can_upload(AnonymousUser())

    @pytest.mark.parametrize(
        ("value", "allowed"),
        [("all", True), ("advancedUser", False), ("email_verified", False), ("nonsense", False)],
    )
    def test_plain_users_by_setting(self, alice: User, settings: Any, value: str, allowed: bool) -> None:
        settings.CAN_ADD_MEDIA = value
        assert access.can_upload(alice) == allowed

    def test_advanced_users_when_only_those_may(self, settings: Any) -> None:
        settings.CAN_ADD_MEDIA = "advancedUser"
        assert access.can_upload(make_user(advancedUser=True))

    def test_the_first_address_decides_about_verification(self, alice: User, settings: Any) -> None:
        settings.CAN_ADD_MEDIA = "email_verified"
        alice.emailaddress_set.create(email="a@example.org", verified=True)
        alice.emailaddress_set.create(email="b@example.org", verified=False, primary=True)
        assert access.can_upload(alice)

    def test_the_quota_counts_media_of_any_state(self, alice: User, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 2
        make_media(alice, state="private")
        assert access.can_upload(alice)
        make_media(alice)
        assert not access.can_upload(alice)

    def test_editors_have_no_quota(self, editor: User, settings: Any) -> None:
        settings.NUMBER_OF_MEDIA_USER_CAN_UPLOAD = 0
        assert access.can_upload(editor)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("workflow", "plain", "advanced"),
    [
        ("public", "public", "public"),
        ("unlisted", "unlisted", "unlisted"),
        ("private", "private", "private"),
        ("private_verified", "private", "unlisted"),
        ("nonsense", "private", "private"),
    ],
)
def test_default_state_follows_the_workflow(settings: Any, workflow: str, plain: str, advanced: str) -> None:
    settings.PORTAL_WORKFLOW = workflow
    assert access.default_state(make_user()) == plain
    assert access.default_state(make_user(advancedUser=True)) == advanced
