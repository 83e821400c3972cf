"""Whatever a document or a comment refers to is in the repository: pages, headings, sections, requirement ids."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.requirements import PAGE, read_page

ROOT = Path(__file__).resolve().parent.parent.parent
DESIGN = ROOT / "docs" / "design.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.md")])
FOLDERS = ("fitflow", "tests", "tools", "bench", "config")
#: SQL is left out: its comments are part of the text whose change needs a new run.
ENDINGS = (".py", ".html", ".js", ".css")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAMED_PAGE = re.compile(r"\bdocs/[\w/-]+(?:\.md|/\d{4}\b)")
NAMED_SECTION = re.compile(r"\bdocs/(design|requirements)\.md section (\d+)")
UNKNOWN_PAPER = re.compile(r"\b(?:DESIGN|REQUIREMENTS|STYLE) section\b")
ROWS = read_page(PAGE.read_text())
REQUIREMENT = re.compile(rf"\b(?:{'|'.join({one.area for one in ROWS})})-\d\d\b")


def sources() -> Iterator[tuple[str, str]]:
    """Every file of ours that may refer to a document, and its text."""
    for path in FOLDERS:
        for file in sorted((ROOT / path).rglob("*")):
            if file.suffix in ENDINGS and not {"vendor", "__pycache__"} & set(file.parts) and file != Path(__file__):
                yield str(file.relative_to(ROOT)), file.read_text()


def anchors(text: str) -> set[str]:
    """The addresses that the headings of a page get."""
    return {re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-") for heading in HEADING.findall(text)}


def dead_links(document: Path) -> list[str]:
    """Links of a page that lead to no file, or to no heading."""
    dead = []
    for target in LINK.findall(document.read_text()):
        path, _, anchor = target.partition("#")
        if path.startswith(("http:", "https:", "mailto:")):
            continue
        page = (document.parent / path).resolve() if path else document
        if not page.exists() or anchor and anchor not in anchors(page.read_text()):
            dead.append(target)
    return dead


def sections_of(document: Path) -> set[str]:
    return set(re.findall(r"^## (\d+)\. ", document.read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(document: Path) -> None:
    assert dead_links(document) == []


def test_a_dead_link_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A good heading\n[a](page.md#a-good-heading) [b](#a-bad-heading) [c](none.md) [d](https://x.y)")

    assert dead_links(page) == ["#a-bad-heading", "none.md"]


def test_every_guide_is_linked_from_the_list_of_guides() -> None:
    guides = ROOT / "docs" / "guide"
    linked = set(LINK.findall((guides / "README.md").read_text()))

    assert {page.name for page in guides.glob("*.md")} - linked == {"README.md"}


def test_every_page_that_code_names_is_there() -> None:
    missing = [
        f"{path} names {name}"
        for path, text in sources()
        for name in NAMED_PAGE.findall(text)
        if not any(ROOT.glob(f"{name}*"))
    ]

    assert missing == []


def test_every_section_that_code_names_is_there() -> None:
    known = {"design": sections_of(DESIGN), "requirements": sections_of(PAGE)}
    named = [(path, page, number) for path, text in sources() for page, number in NAMED_SECTION.findall(text)]

    assert named, "no comment names a section: the pattern no longer fits"
    assert [found for found in named if found[2] not in known[found[1]]] == []


def test_every_requirement_that_code_and_documents_name_is_listed() -> None:
    known = {one.id for one in ROWS}
    texts = [*sources(), *((str(page.relative_to(ROOT)), page.read_text()) for page in DOCUMENTS)]
    unknown = [f"{path} names {name}" for path, text in texts for name in REQUIREMENT.findall(text)]

    assert [one for one in unknown if one.rpartition(" ")[2] not in known] == []


def test_no_comment_names_a_paper_that_is_not_here() -> None:
    assert [path for path, text in sources() if UNKNOWN_PAPER.search(text)] == []
