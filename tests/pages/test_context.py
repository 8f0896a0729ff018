"""What every template knows (spec/settings.md §8)."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from apps.pages.context import RENAMED, SAME_NAME, stuff
from apps.users.models import User


def context(user: User | AnonymousUser | None = None, **session: object) -> dict[str, object]:
    request = RequestFactory().get("/", headers={"host": "localhost"}, secure=True)
    request.user = user or AnonymousUser()
    request.session = session
    return stuff(request)


def test_templates_know_the_names_of_the_legacy_server(settings) -> None:
    settings.PORTAL_NAME = "Films"
    names = context()
    assert names["PORTAL_NAME"] == "Films"
    assert names["FRONTEND_HOST"] == "https://localhost"
    assert names["VERSION"] == "8.3.2"
    assert set(SAME_NAME) | set(RENAMED) <= set(names)


@pytest.mark.parametrize(("name", "setting"), RENAMED.items())
def test_some_settings_have_another_name_in_templates(settings, name: str, setting: str) -> None:
    setattr(settings, setting, SimpleNamespace())
    assert context()[name] is getattr(settings, setting)


@pytest.mark.parametrize(
    ("fields", "admin", "editor", "manager"),
    [
        ({}, False, False, False),
        ({"is_editor": True}, False, True, False),
        ({"is_manager": True}, False, True, True),
        ({"is_superuser": True}, True, True, True),
    ],
)
def test_roles_are_told(fields, admin: bool, editor: bool, manager: bool) -> None:
    names = context(User(username="u", **fields))
    assert (names["IS_MEDIACMS_ADMIN"], names["IS_MEDIACMS_EDITOR"], names["IS_MEDIACMS_MANAGER"]) == (
        admin,
        editor,
        manager,
    )


@pytest.mark.parametrize(
    ("setting", "seen_by"),
    [
        ("all", {"user", "editor", "superuser"}),
        ("editors", {"editor", "superuser"}),
        ("admins", {"superuser"}),
        ("nonsense", set()),
    ],
)
def test_who_sees_the_members_page(settings, setting: str, seen_by: set[str]) -> None:
    settings.CAN_SEE_MEMBERS_PAGE = setting
    visitors = {
        "anonymous": None,
        "user": User(),
        "editor": User(is_editor=True),
        "superuser": User(is_superuser=True),
    }
    assert {name for name, user in visitors.items() if context(user)["CAN_SEE_MEMBERS_PAGE"]} == seen_by


def test_only_superusers_learn_where_the_administration_is() -> None:
    assert context(User(is_superuser=True))["DJANGO_ADMIN_URL"] == "admin/"
    assert "DJANGO_ADMIN_URL" not in context(User(is_manager=True))


def test_a_launch_from_a_learning_platform_is_told(settings) -> None:
    settings.USE_LTI = True
    assert context(User(), lti_session={"platform": 1})["lti_session"] == {"platform": 1}
    assert "lti_session" not in context(User())
    assert "lti_session" not in context(None, lti_session={"platform": 1})
