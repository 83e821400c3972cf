"""What a page costs on a phone: everything that is sent for it with an empty cache, and when its largest part is seen.

As Lighthouse's phone: a processor four times as slow, 150 ms to the server and back, 1.6 Mbit/s down.
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from fitflow.core.actor import Actor
from tests.journeys.studio import user_of
from tests.journeys.visitor import Size, open_context, sign_in

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
LARGEST = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe(
    {type: "largest-contentful-paint", buffered: true});
  setTimeout(() => resolve(-1), 5000);
})"""


@dataclass(frozen=True)
class Weight:
    """Bytes as they were sent, heads included; `seen` in milliseconds."""

    total: int
    page: int
    requests: int
    seen: float

    def __str__(self) -> str:
        return f"{self.requests} requests, {self.total / 1000:.1f} KB ({self.page / 1000:.1f} HTML), {self.seen:.0f} ms"


def weigh(chrome: Browser, address: str, path: str, who: Actor | None = None, size: Size = "phone") -> Weight:
    context = open_context(chrome, address, size)
    if who is not None:
        sign_in(context, user_of(who), address)
    context.request.get(path)  # The server has begun to work: its first page is made from templates nobody has read.
    page = context.new_page()
    link = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sent: dict[str, int] = {}

    def answered(said: dict[str, Any]) -> None:
        kinds[said["requestId"]] = said["type"]

    def finished(said: dict[str, Any]) -> None:
        sent[said["requestId"]] = int(said["encodedDataLength"])

    link.on("Network.responseReceived", answered)
    link.on("Network.loadingFinished", finished)
    link.send("Network.enable")
    link.send("Network.setCacheDisabled", {"cacheDisabled": True})
    link.send("Network.emulateNetworkConditions", SLOW)
    link.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="networkidle")
    seen = page.evaluate(LARGEST)
    html = sum(size for key, size in sent.items() if kinds.get(key) == "Document")
    found = Weight(sum(sent.values()), html, len(sent), seen)
    context.close()
    return found
