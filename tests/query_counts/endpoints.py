"""The addresses whose queries are counted, by app: every one of API v1 that reads."""

VIDEO, IMAGE, PRIVATE = "rVland0001", "rIimag0004", "syna000040"

LISTS = {
    "media": (
        "/api/v1/media",
        "/api/v1/media?q=forest&media_type=video",
        "/api/v1/media?author=alice",
        "/api/v1/media?show=featured",
        "/api/v1/media?show=recommended",
        "/api/v1/media?show=shared_by_me",
        "/api/v1/media?show=shared_with_me",
        "/api/v1/search?q=forest",
        "/api/v1/search?t=news",
        "/api/v1/search?q=forest&show=titles",
        f"/api/v1/media/{VIDEO}/actions",
    ),
    "playlists": ("/api/v1/playlists", "/api/v1/playlists/pla0000000"),
    "categories": ("/api/v1/categories", "/api/v1/categories/contributor", "/api/v1/tags"),
    "comments": ("/api/v1/comments", "/api/v1/comments?author=alice", f"/api/v1/media/{VIDEO}/comments"),
    "actions": ("/api/v1/user/action/like", "/api/v1/user/action/watch"),
    "users": ("/api/v1/users", "/api/v1/users?name=a"),
    "manage": (
        "/api/v1/encode_profiles/",
        "/api/v1/manage_media",
        "/api/v1/manage_media?category=Film&sort_by=title",
        "/api/v1/manage_comments",
        "/api/v1/manage_users",
    ),
}
"""Lists: at most ten queries, however long they are."""

DETAILS = {
    "media": (
        f"/api/v1/media/{VIDEO}",
        f"/api/v1/media/{IMAGE}",
        f"/api/v1/media/{PRIVATE}",
    ),
    "users": ("/api/v1/whoami", "/api/v1/user/token", "/api/v1/users/alice"),
}
"""Single objects."""

ROLES = {"anonymous": None, "user": "alice", "editor": "editor"}
"""Who asks: the name of a user of the seeded portal."""
