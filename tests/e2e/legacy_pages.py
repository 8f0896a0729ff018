"""Every page of the legacy frontend (spec/pages.md §3 to §5): who sees it, and where others are led."""

from dataclasses import dataclass, field

ANONYMOUS, USER, OWNER, EDITOR, MANAGER, ADMIN = "anonymous", "bob", "alice", "ed", "mona", "admin"
EVERYBODY = (ANONYMOUS, OWNER, EDITOR, ADMIN)
MEMBERS = (OWNER, EDITOR, ADMIN)

HOME = "/"
LOGIN = "/accounts/login/?next="
MEDIA = "/view?m={video}"


@dataclass(frozen=True)
class Case:
    """One address.

    Args:
        path: with names of `Content` in braces.
        script: which of the frontend's scripts runs there.
        sees: who sees the page.
        leads: where others are led instead, by name.
        answers: statuses from 400 on that belong to the page or its requests.
        says: a text of the page.
    """

    path: str
    script: str = "base"
    sees: tuple[str, ...] = (ANONYMOUS, OWNER)
    leads: dict[str, str] = field(default_factory=dict)
    answers: tuple[int, ...] = ()
    says: str = ""


def _members(path: str, script: str = "base", says: str = "", **leads: str) -> Case:
    """A page for signed-in people."""
    return Case(path, script, (OWNER,), {ANONYMOUS: LOGIN, **leads}, says=says)


def _editing(path: str, says: str = "") -> Case:
    """A page for whoever may edit alice's video."""
    return Case(path, sees=MEMBERS, leads={ANONYMOUS: LOGIN, USER: HOME}, says=says)


def _management(what: str, *sees: str) -> Case:
    return Case(f"/manage/{what}", f"manage-{what}", (*sees, MANAGER, ADMIN), {ANONYMOUS: LOGIN, OWNER: HOME})


LISTINGS = (
    Case("/", "index", EVERYBODY),
    Case("/featured", "featured"),
    Case("/recommended", "recommended"),
    Case("/popular", "recommended"),
    Case("/latest", "latest"),
    Case("/categories", "categories"),
    Case("/tags", "tags"),
    Case("/search?q=harbour", "search"),
    Case("/search?t=harbour", "search"),
    Case("/history", "history"),
    Case("/liked", "liked"),
    Case("/members", "members", EVERYBODY),
    Case("/playlists/{playlist}", "playlist"),
    Case("/playlist/{playlist}", "playlist"),
)
TEXTS = (
    Case("/about", says="8.3.2"),
    Case("/tos", says="Terms"),
    Case("/contact", says="Contact us"),
    Case("/setlanguage", says="Change Language"),
    Case("/house-rules", says="House rules, with a link."),
    Case("/nowhere", answers=(404,), says="you are lost!"),
    Case("/nowhere/at/all", answers=(404,), says="you are lost!"),
)
PLAYERS = (
    Case("/view?m={video}", "media", (ANONYMOUS, USER, OWNER, EDITOR, ADMIN)),
    Case("/view?m={video}&pl={playlist}&t=1&muted=1", "media"),
    Case("/view?m={audio}", "media"),
    Case("/view?m={image}", "media"),
    Case("/view?m={pdf}", "media"),
    Case("/view?m={private}", "media", (OWNER, EDITOR)),
    Case("/view?m={private}", "media", (USER,), answers=(401,), says="Media is private"),
    Case("/view?m={private}", "media", (ANONYMOUS,), answers=(400,), says="Media is unavailable"),
    Case("/view?m=unknown01", "media", answers=(404,), says="This media type is not supported."),
    Case("/embed?m={video}", "embed"),
    Case("/embed?m={audio}", "embed", (ANONYMOUS,)),
    Case("/embed?m={private}", "embed", (ANONYMOUS,), answers=(400,), says="Media is unavailable"),
    Case("/embed", sees=(), leads={ANONYMOUS: HOME}),
)
PROFILES = (
    Case("/user/alice/", "profile-media", (ANONYMOUS, OWNER, MANAGER)),
    Case("/user/alice", "profile-media", (ANONYMOUS,)),
    Case("/user/alice/playlists", "profile-playlists"),
    Case("/user/alice/about", "profile-about"),
    Case("/user/alice/shared_with_me", "profile-shared-with-me", (OWNER,), {ANONYMOUS: HOME, ADMIN: HOME}),
    Case("/user/alice/shared_by_me", "profile-shared-by-me", (OWNER,), {ANONYMOUS: HOME, ADMIN: HOME}),
    Case("/user/nobody/", sees=(), leads={ANONYMOUS: "/members"}),
    Case(
        "/user/alice/edit", sees=(OWNER, MANAGER), leads={ANONYMOUS: LOGIN, USER: HOME}, says="Edit Profile"
    ),
    Case("/channel/unknown", sees=(), leads={ANONYMOUS: "/members"}),
    _members("/channel/unknown/edit", alice=HOME),
)
MANAGEMENT = (
    _management("media", EDITOR),
    _management("comments", EDITOR),
    _management("users"),
)
EDITING = (
    _editing("/edit?m={video}", "Title"),
    _editing("/publish?m={video}", "State"),
    _editing("/add_subtitle?m={video}", "Upload Caption"),
    _editing("/edit_video?m={video}", "Save"),
    _editing("/edit_chapters?m={video}", "Quay"),
    _editing("/replace_media?m={video}", "New Media File"),
    _editing("/edit?m={image}", "Title"),
    Case("/edit_video?m={image}", sees=(), leads={OWNER: "/view?m={image}"}),
    Case("/edit?m=unknown01", sees=(), leads={OWNER: HOME}),
    _members("/upload", "add-media", "Drag and drop files"),
    _members("/scpublisher", "add-media", "Upload media"),
    _members("/record_screen", says="Start Recording"),
)
ACCOUNTS = (
    Case("/accounts/login/", sees=(ANONYMOUS,), leads={OWNER: HOME}, says="Sign In"),
    Case("/accounts/login", sees=(ANONYMOUS,), says="Sign In"),
    Case("/accounts/signup/", sees=(ANONYMOUS,), leads={OWNER: HOME}, says="Sign Up"),
    Case("/accounts/inactive/", sees=(ANONYMOUS,)),
    Case("/accounts/confirm-email/", sees=(ANONYMOUS,)),
    Case("/accounts/confirm-email/no-such-key/", sees=(ANONYMOUS,)),
    Case("/accounts/password/reset/", sees=(ANONYMOUS,), says="Password Reset"),
    Case("/accounts/password/reset/done/", sees=(ANONYMOUS,)),
    Case("/accounts/password/reset/key/1-no-key/", sees=(ANONYMOUS,), says="Bad Token"),
    Case("/accounts/password/reset/key/done/", sees=(ANONYMOUS,)),
    Case("/accounts/3rdparty/login/cancelled/", sees=(ANONYMOUS,)),
    Case("/accounts/3rdparty/login/error/", sees=(ANONYMOUS,), answers=(401,)),
    _members("/accounts/email/", says="alice@example.org"),
    _members("/accounts/password/change/", says="Change Password"),
    Case("/accounts/logout/", sees=(OWNER,), leads={ANONYMOUS: HOME}, says="Sign Out"),
)
CASES = (*LISTINGS, *TEXTS, *PLAYERS, *PROFILES, *MANAGEMENT, *EDITING, *ACCOUNTS)

CLOSED_CASES = (
    Case("/", "index", (OWNER,), {ANONYMOUS: LOGIN, "waits": "/approval_required/"}),
    Case("/view?m={video}", "media", (OWNER,), {ANONYMOUS: LOGIN, "waits": "/approval_required/"}),
    Case("/embed?m={video}", "embed", (OWNER,), {ANONYMOUS: LOGIN}),
    Case("/about", sees=(OWNER,), leads={ANONYMOUS: LOGIN, "waits": "/approval_required/"}),
    Case("/nowhere", sees=(OWNER,), leads={ANONYMOUS: LOGIN}, answers=(404,)),
    Case("/approval_required/", sees=("waits",), leads={ANONYMOUS: LOGIN}, says="Account Pending Approval"),
    Case("/accounts/logout/", sees=("waits",), says="Sign Out"),
    Case("/accounts/login/", sees=(ANONYMOUS,), says="University"),
    Case("/accounts/login_system", sees=(ANONYMOUS,), says="Sign In"),
    Case("/accounts/signup/", sees=(ANONYMOUS,), says="Sign Up"),
    Case("/accounts/password/reset/", sees=(ANONYMOUS,), says="Password Reset"),
    Case("/user/waits/edit", sees=(MANAGER,), says="Is approved"),
)
"""With GLOBAL_LOGIN_REQUIRED, USERS_NEEDS_TO_BE_APPROVED and USE_IDENTITY_PROVIDERS."""
