"""What browsers are told of pages: which content they load, who frames them."""

from config.reference.setting import Section, Setting

BROWSERS = Section(
    "What browsers are told",
    (
        Setting(
            "FRAME_ANCESTORS",
            list[str],
            ["'self'"],
            "Sites that may show pages in frames, besides registered learning platforms; never the "
            "administration and account pages.",
        ),
        Setting(
            "EMBED_FRAME_ANCESTORS", list[str], ["*"], "Sites that may show the embedded player, `/embed`."
        ),
        Setting(
            "CSP_EXTRA_SOURCES",
            dict[str, list[str]],
            {},
            "More sources of the Content-Security-Policy, by directive: "
            '`{"script-src": ["https://stats.example.org"]}`.',
        ),
        Setting("CSP_REPORT_ONLY", bool, False, "Only report what the Content-Security-Policy would refuse."),
        Setting("CSP_REPORT_URI", str, "", "Where browsers report what the Content-Security-Policy refuses."),
        Setting(
            "CUSTOM_PAGE_SCRIPTS",
            bool,
            False,
            "Scripts in pages of administrators run. Whoever edits pages can then act as any visitor.",
        ),
    ),
)
