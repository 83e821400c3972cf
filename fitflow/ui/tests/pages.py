"""Reading a rendered page for what must not or must be in it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """The tags of a page, with their attributes and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.tags.append((tag, named))
        if tag == "script":
            self.scripts.append((named, ""))

    def handle_data(self, data: str) -> None:
        if self.scripts and self.tags[-1][0] == "script":
            named, text = self.scripts[-1]
            self.scripts[-1] = (named, text + data)

    def values(self, attribute: str) -> list[str]:
        return [named[attribute] for _tag, named in self.tags if attribute in named]

    def references(self) -> set[str]:
        """Ids that other elements point to: labels, descriptions, fragments."""
        spaced = [*self.values("aria-describedby"), *self.values("aria-labelledby"), *self.values("for")]
        named = {one for value in spaced for one in value.split()}
        return (
            named
            | {value[1:] for value in self.values("href") if value.startswith("#")}
            | set(self.values("data-opens"))
        )
