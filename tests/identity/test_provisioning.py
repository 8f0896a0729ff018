"""What a login through SAML changes (spec/integrations.md §5)."""

import base64
import io
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialApp
from django.utils import timezone
from PIL import Image

from apps.identity.models import (
    IdentityProviderGlobalRole,
    IdentityProviderGroupRole,
    IdentityProviderUserLog,
    SAMLConfiguration,
)
from apps.identity.provisioning import saml_provision
from apps.rbac.models import RBACGroup, RBACMembership
from apps.users.models import User

pytestmark = pytest.mark.django_db

FLAGS = ("is_superuser", "is_staff", "advancedUser", "is_editor", "is_manager")


@pytest.fixture(autouse=True)
def _media_root(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = f"{tmp_path}/"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("jane", "jane@example.org", name="Jane")


@pytest.fixture
def login(user: User, configuration: SAMLConfiguration):
    """Log the user in with these attributes."""

    def log_in(picture: str | None = None, *, is_new: bool = False, **attributes: list[str]) -> User:
        app = SocialApp.objects.get()
        saml_provision(user=user, app=app, attributes=attributes, picture=picture, is_new=is_new)
        user.refresh_from_db()
        return user

    return log_in


def picture(size: tuple[int, int] = (300, 150)) -> str:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


# -- profile --------------------------------------------------------------------------------------------


def test_the_profile_follows_the_provider(login) -> None:
    user = login(displayName=["Jane <b>Doe</b>"], givenName=["Jane"], sn=["Doe"], mail=["Doe@example.org"])
    assert (user.name, user.first_name, user.last_name, user.email) == (
        "Jane Doe",
        "Jane",
        "Doe",
        "doe@example.org",
    )


def test_missing_empty_and_impossible_values_change_nothing(login) -> None:
    user = login(displayName=[""], mail=["nobody"])
    assert (user.name, user.email) == ("Jane", "jane@example.org")


def test_long_values_are_cut(login) -> None:
    assert login(givenName=["x" * 200]).first_name == "x" * 150


def test_a_new_user_is_not_renamed(login) -> None:
    assert login(is_new=True, displayName=["Other"]).name == "Jane"


def test_without_a_configuration_nothing_happens(login, configuration: SAMLConfiguration) -> None:
    configuration.delete()
    assert login(displayName=["Other"]).name == "Jane"
    assert not IdentityProviderUserLog.objects.exists()


# -- picture --------------------------------------------------------------------------------------------


def test_a_picture_becomes_the_avatar(login) -> None:
    user = login(picture())
    assert user.logo.name.endswith("/user.jpg")
    with Image.open(user.logo.path) as image:
        assert (image.size, image.format) == ((200, 200), "JPEG")


def test_an_avatar_that_the_user_has_chosen_stays(login, user: User) -> None:
    User.objects.update(logo="userlogos/own.jpg")
    user.refresh_from_db()
    assert login(picture()).logo.name == "userlogos/own.jpg"


@pytest.mark.parametrize("sent", ["%%%", base64.b64encode(b"no picture").decode()])
def test_a_picture_that_is_none_is_ignored(login, sent: str, caplog) -> None:
    assert login(sent).logo.name == "userlogos/user.jpg"
    assert "picture of jane" in caplog.text


# -- roles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("map_to", "flags"),
    [
        ("advancedUser", {"advancedUser"}),
        ("editor", {"is_editor"}),
        ("manager", {"is_manager"}),
        ("admin", {"is_superuser", "is_staff"}),
        ("user", set()),
    ],
)
def test_a_mapped_role_gives_its_flags(login, provider_app: SocialApp, map_to: str, flags: set[str]) -> None:
    IdentityProviderGlobalRole.objects.create(identity_provider=provider_app, name="teacher", map_to=map_to)
    user = login(role=["teacher"])
    assert {flag for flag in FLAGS if getattr(user, flag)} == flags


def test_a_named_role_takes_nothing_away(login, user: User, provider_app: SocialApp) -> None:
    User.objects.update(is_editor=True)
    user.refresh_from_db()
    IdentityProviderGlobalRole.objects.create(identity_provider=provider_app, name="t", map_to="manager")
    user = login(role=["t"])
    assert (user.is_editor, user.is_manager) == (True, True)


def test_the_role_user_takes_everything_away(login, user: User, provider_app: SocialApp) -> None:
    User.objects.update(**dict.fromkeys(FLAGS, True))
    user.refresh_from_db()
    IdentityProviderGlobalRole.objects.create(identity_provider=provider_app, name="student", map_to="user")
    user = login()  # a response without a role is one of a student
    assert not any(getattr(user, flag) for flag in FLAGS)


def test_a_role_without_a_mapping_changes_nothing(login, user: User) -> None:
    User.objects.update(is_manager=True)
    user.refresh_from_db()
    assert login(role=["unknown"]).is_manager


# -- groups ---------------------------------------------------------------------------------------------


@pytest.fixture
def groups(provider_app: SocialApp) -> list[RBACGroup]:
    return [
        RBACGroup.objects.create(uid=uid, name=uid, identity_provider=provider_app) for uid in ("g1", "g2")
    ]


def roles(user: User) -> dict[str, str]:
    return {each.rbac_group.uid: each.role for each in user.rbac_memberships.select_related("rbac_group")}


@pytest.mark.usefixtures("groups")
def test_known_groups_are_joined_and_unknown_ones_ignored(login) -> None:
    assert roles(login(isMemberOf=["g1", "nowhere"])) == {"g1": "member"}
    assert RBACGroup.objects.count() == 2


def test_groups_of_another_provider_are_not_meant(login) -> None:
    RBACGroup.objects.create(uid="g1", name="g1")
    assert roles(login(isMemberOf=["g1"])) == {}


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    ("role", "given"), [("contributor", "contributor"), ("manager", "manager"), ("x", "member")]
)
def test_the_role_in_a_group_may_be_named_directly(login, role: str, given: str) -> None:
    assert roles(login(isMemberOf=["g1"], role=[role])) == {"g1": given}


@pytest.mark.usefixtures("groups")
def test_the_role_in_a_group_may_be_mapped(login, provider_app: SocialApp) -> None:
    IdentityProviderGroupRole.objects.create(identity_provider=provider_app, name="staff", map_to="manager")
    assert roles(login(isMemberOf=["g1"], role=["staff"])) == {"g1": "manager"}


def test_a_membership_changes_its_role(login, user: User, groups: list[RBACGroup]) -> None:
    RBACMembership.objects.create(user=user, rbac_group=groups[0], role="manager")
    assert roles(login(isMemberOf=["g1"])) == {"g1": "member"}
    assert RBACMembership.objects.count() == 1


def test_several_roles_in_a_group_are_left_alone(login, user: User, groups: list[RBACGroup]) -> None:
    for role in ("manager", "member"):
        RBACMembership.objects.create(user=user, rbac_group=groups[0], role=role)
    login(isMemberOf=["g1"])
    assert set(user.rbac_memberships.values_list("role", flat=True)) == {"manager", "member"}


@pytest.mark.parametrize("attributes", [{"isMemberOf": ["g2"]}, {}])
def test_groups_that_are_not_named_are_left_if_configured(
    login, user: User, groups, configuration: SAMLConfiguration, attributes
) -> None:
    own = RBACGroup.objects.create(uid="own", name="own")
    for group in (groups[0], own):
        RBACMembership.objects.create(user=user, rbac_group=group)
    login(**attributes)
    assert {"g1", "own"} <= set(roles(user))
    SAMLConfiguration.objects.update(remove_from_groups=True)
    login(**attributes)
    assert set(roles(user)) == {"own", *attributes.get("isMemberOf", [])}


# -- log ------------------------------------------------------------------------------------------------


def test_each_login_is_logged(login, user: User) -> None:
    login(role=["teacher"])
    log = IdentityProviderUserLog.objects.get()
    assert (log.user, log.logs) == (user, "{'role': ['teacher']}")


def test_logging_can_be_turned_off(login) -> None:
    SAMLConfiguration.objects.update(save_saml_response_logs=False)
    login()
    assert not IdentityProviderUserLog.objects.exists()


def test_logs_are_short(login) -> None:
    login(role=["x" * 50_000])
    assert len(IdentityProviderUserLog.objects.get().logs) == 10_000


@pytest.mark.parametrize(("days", "left"), [(30, 1), (0, 2)])
def test_old_logs_are_forgotten(login, settings, days: int, left: int) -> None:
    login()
    IdentityProviderUserLog.objects.update(created_at=timezone.now() - timedelta(days=31))
    settings.IDENTITY_LOG_DAYS = days
    login()
    assert IdentityProviderUserLog.objects.count() == left
