"""What a browser complains about while a person uses the site: a page of ours gives it no reason to."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Response

VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


class Watch:
    """Listens to every page of every context it is given."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._without_connection = False

    def over(self, context: BrowserContext) -> BrowserContext:
        context.add_init_script(VIOLATIONS)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("response", self._answered)
        return context

    @contextmanager
    def without_connection(self, context: BrowserContext) -> Iterator[None]:
        """The network is gone; that requests fail meanwhile is no complaint."""
        self._without_connection = True
        context.set_offline(True)
        try:
            yield
        finally:
            context.set_offline(False)
            self._without_connection = False

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if message.text.startswith("Failed to load resource") and self._is_expected(message):
            return
        self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _is_expected(self, message: ConsoleMessage) -> bool:
        """Chromium notes every page that says "not found" or "correct this"; those are answers."""
        if "net::" in message.text:
            return self._without_connection
        return not urlsplit(message.location["url"]).path.startswith("/static/")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"answer {response.status}: {response.url}")
