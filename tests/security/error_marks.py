"""What a page that was refused says, and beside which of its fields: read as a screen reader would."""

from html.parser import HTMLParser

NOT_FILLED_IN = {"hidden", "submit", "button"}
CONTROLS = {"input", "select", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Marks(HTMLParser):
    """The controls of a page by name, the texts of what has an id, and what is said aloud."""

    def __init__(self, html: str, path: str = "") -> None:
        """`path`: where the form was sent; controls of other forms are not its own."""
        super().__init__()
        self.path = path
        self.open: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.alerts: list[str] = []
        self.controls: list[tuple[str, bool, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in CONTROLS and named.get("name") and named.get("type") not in NOT_FILLED_IN and self._is_ours():
            around = [one.get("aria-describedby", "") for name, one in self.open if name == "fieldset"]
            described = " ".join([named.get("aria-describedby", ""), *around]).split()
            self.controls.append((named["name"], named.get("aria-invalid") == "true", described))
        if _speaks(named):
            self.alerts.append("")
        if tag not in VOID:
            self.open.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass  # What need not be closed (an item of a list) ends with what is around it.

    def handle_data(self, data: str) -> None:
        for _tag, named in self.open:
            if "id" in named:
                self.texts[named["id"]] = self.texts.get(named["id"], "") + data
            if _speaks(named):
                self.alerts[-1] += data

    def _is_ours(self) -> bool:
        action = next((one.get("action", "") for tag, one in reversed(self.open) if tag == "form"), None)
        return not self.path or action in {"", self.path}

    @property
    def shown(self) -> set[str]:
        """The names of the fields that somebody can fill in."""
        return {name for name, _is_marked, _described in self.controls}

    @property
    def faulty(self) -> set[str]:
        """The fields that are marked as wrong, with a sentence that belongs to them."""
        return {name for name, is_marked, described in self.controls if is_marked and self._says(described)}

    def _says(self, described: list[str]) -> bool:
        return any(" " in self.texts.get(one, "").strip() for one in described if one.endswith("_error"))

    @property
    def says_something(self) -> bool:
        return any(" " in text.strip() for text in self.alerts)


def _speaks(named: dict[str, str]) -> bool:
    """An alert, or the sentence that is all of the page."""
    return named.get("role") == "alert" or named.get("class") == "plain-text"
