"""Recorded groups that the replay leaves out, each with the reason."""

EXCLUDED = {
    "pages": "HTML shell of the legacy frontend",
    "pages-language": "HTML shell of the legacy frontend",
    "locked-pages": "HTML shell of the legacy frontend",
    "form-edit": "HTML form of the media page",
    "form-channel": "HTML form of the channel page",
    "forms-media": "HTML forms of captions, publishing and replacing",
    "accounts": "HTML pages of the accounts",
}
