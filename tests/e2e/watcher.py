"""Whatever goes wrong in a page while a test looks at it."""

from collections.abc import Collection

from playwright.sync_api import ConsoleMessage, Page, Request, Response

# Chromium says it twice: as an event of the document, and in the console.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error([
    "policy:", event.effectiveDirective, event.blockedURI, event.sample, event.sourceFile, event.lineNumber,
].join(" ")));
"""
REFUSED = "Failed to load resource"
# Whoever leaves a page does not wait for what it still asks for.
GIVEN_UP = "net::ERR_ABORTED"


class Watcher:
    """Console errors, exceptions, violations of the policy, and requests that fail.

    Args:
        expected: statuses from 400 on that are no failure.
    """

    def __init__(self, page: Page, expected: Collection[int] = ()) -> None:
        self.problems: list[str] = []
        self._expected = expected
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("requestfailed", self._on_failure)
        page.on("response", self._on_response)

    def _on_console(self, line: ConsoleMessage) -> None:
        if line.type == "error" and REFUSED not in line.text:
            self.problems.append(f"console: {line.text}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != GIVEN_UP:
            self.problems.append(f"failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.problems.append(f"{response.status}: {response.url}")
