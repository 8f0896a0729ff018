"""The addresses whose queries are counted, by app; all of them are read only."""

VIDEO, IMAGE = "VIDEO_TOKEN", "IMAGE_TOKEN"

LISTS = {
    "media": {
        "list": "/api/v1/media",
    },
}
