"""Addresses of the users API (spec/api-users.md §2), and of the browsable API's login."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path, re_path

from apps.users import views

browsable_api = (
    [
        path("login/", views.api_auth_login, name="login"),
        path("logout/", LogoutView.as_view(), name="logout"),
    ],
    "rest_framework",
)

urlpatterns = [
    re_path(r"^api/v1/whoami$", views.UserWhoami.as_view(), name="user-whoami"),
    re_path(r"^api/v1/user/token$", views.UserToken.as_view(), name="user-token"),
    re_path(r"^api/v1/login$", views.Login.as_view(), name="user-login"),
    re_path(r"^api/v1/users$", views.UserList.as_view(), name="api_users"),
    re_path(r"^api/v1/users/$", views.UserList.as_view()),
    re_path(r"^api/v1/users/(?P<username>[\w@._-]*)$", views.UserDetail.as_view(), name="api_get_user"),
    # Without an end: clients have always been answered below it.
    re_path(
        r"^api/v1/users/(?P<username>[\w@._-]*)/contact", views.ContactUser.as_view(), name="api_contact_user"
    ),
    path("api-auth/", include(browsable_api)),
]
