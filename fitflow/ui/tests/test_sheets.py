"""Our own style sheets: Chromium understands each declaration. A misspelt property is dropped without a word."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tools import chromium

APPS = Path(__file__).parent.parent.parent
SHEETS = sorted(path for path in APPS.glob("*/static/*/*.css") if path.parent.name != "vendor")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: A block without blocks in it. What @font-face and @property say are no properties.
BLOCK = re.compile(r"(?P<head>[^{};]*)\{(?P<body>[^{}]*)\}")
UNKNOWN = "pairs => pairs.filter(([name, value]) => !CSS.supports(name, value)).map(pair => pair.join(': '))"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.path() is None, reason="No Chromium: run python -m tools.chromium"),
]


def declarations(css: str) -> list[tuple[str, str]]:
    """Name and value of each declaration; custom properties may be anything."""
    blocks = BLOCK.finditer(COMMENT.sub("", css))
    lines = [line for block in blocks if not block["head"].strip().startswith("@") for line in block["body"].split(";")]
    pairs = [line.split(":", 1) for line in lines if line.strip()]
    known = [(name.strip(), value.replace("!important", "").strip()) for name, value in pairs]
    return [(name, value) for name, value in known if not name.startswith("--")]


class TestOurSheets:
    def test_say_nothing_a_browser_does_not_understand(self) -> None:
        found = {sheet: declarations(sheet.read_text()) for sheet in SHEETS}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox"])
            page = browser.new_page()
            unknown = {sheet.name: page.evaluate(UNKNOWN, [list(pair) for pair in found[sheet]]) for sheet in SHEETS}
            browser.close()

        assert sum(map(len, found.values())) > 1000
        assert {name: lines for name, lines in unknown.items() if lines} == {}

    def test_are_read_declaration_by_declaration(self) -> None:
        css = "/* a: b */ .face, a:hover { color: red; --own: x; place-items: center } @font-face { src: url(x) }"

        assert declarations(css) == [("color", "red"), ("place-items", "center")]
