"""Leaves out of a style sheet of others what no page of ours can use: a tenth of Tabler is enough.

A rule stays if one of its selectors can match: each class it asks for is a word somewhere in our templates, scripts,
sheets or Python. Words are cut generously, so a class that is put together stays if it is written out anywhere, or
begins as `KEPT` says. Custom properties that nothing reads any more go with the rules that read them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

APPS = Path(__file__).resolve().parent.parent
SOURCES = ("*.html", "*.py", "*.js", "*.css")
WORD = re.compile(r"[A-Za-z0-9_-]+")
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
KEYFRAMES = re.compile(r"@(?:-webkit-)?keyframes\s+([\w-]+)")
#: Made in Python or JavaScript from a beginning and a word.
KEPT = ("btn-",)
#: At-rules whose block holds rules.
GROUPS = ("@media", "@supports", "@layer", "@container")


def words_of_ours() -> set[str]:
    """Every word that stands in a file of ours from which classes come."""
    files = [path for kind in SOURCES for path in APPS.rglob(kind)]
    texts = (path.read_text() for path in files if "vendor" not in path.parts and "tests" not in path.parts)
    return {word for text in texts for word in WORD.findall(text)}


def purge(css: str, words: set[str]) -> str:
    """The sheet without the rules that cannot match, and without what only those used."""
    kept = "".join(_rules(css, words))
    while (lighter := _without_unread(kept, words)) != kept:
        kept = lighter
    return kept


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """The rules of a sheet, in order: what stands before the braces and in them. Statements have no block."""
    start, depth, opened, at = 0, 0, 0, 0
    while at < len(css):
        at = _end_of_quote(css, at)
        sign = css[at]
        if sign == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : at]
                start = at + 1
        elif sign == ";" and depth == 0:
            yield css[start : at + 1], ""
            start = at + 1
        at += 1


def _end_of_quote(css: str, at: int) -> int:
    """Where a text in quotes or a comment ends that begins here; else here. Braces in them open nothing."""
    sign = css[at]
    if css.startswith("/*", at):
        return css.index("*/", at) + 1
    if sign not in "\"'":
        return at
    at = css.index(sign, at + 1)
    while css[at - 1] == "\\":
        at = css.index(sign, at + 1)
    return at


def _rules(css: str, words: set[str]) -> Iterator[str]:
    for head, body in blocks(css):
        if head.endswith(";"):
            yield head
        elif head.strip().startswith(GROUPS):
            inside = "".join(_rules(body, words))
            if inside:
                yield f"{head}{{{inside}}}"
        elif head.strip().startswith("@"):
            yield f"{head}{{{body}}}"
        elif selectors := [one for one in split_selectors(head) if _can_match(one, words)]:
            yield f"{','.join(selectors)}{{{body}}}"


def split_selectors(head: str) -> list[str]:
    """Those of a list, whose own lists (`:is(a, b)`) stay together."""
    depth, start, found = 0, 0, []
    for at, sign in enumerate(head):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            found.append(head[start:at])
            start = at + 1
    return [*found, head[start:]]


def _can_match(selector: str, words: set[str]) -> bool:
    """Lists within (`:not(.x)`, `:is(.x, .y)`) ask for nothing by themselves."""
    plain = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", selector))
    names = [re.sub(r"\\(.)", r"\1", name) for name in CLASS.findall(plain)]
    return all(_is_known(name, words) for name in names)


def _is_known(name: str, words: set[str]) -> bool:
    return name in words or name.startswith(KEPT)


def _without_unread(css: str, words: set[str]) -> str:
    """Once more without custom properties and animations that nobody reads."""
    read = {*words, *re.findall(r"var\(\s*(--[\w-]+)", css)}
    moved = re.findall(r"animation(?:-name)?:([^;}]+)", css)
    return "".join(_lighter(css, read, {word for value in moved for word in WORD.findall(value)}))


def _lighter(css: str, read: set[str], animations: set[str]) -> Iterator[str]:
    for head, body in blocks(css):
        if head.endswith(";"):
            yield head
        elif head.strip().startswith(GROUPS):
            yield f"{head}{{{''.join(_lighter(body, read, animations))}}}"
        elif frames := KEYFRAMES.match(head.strip()):
            if frames[1] in animations:
                yield f"{head}{{{body}}}"
        else:
            kept = [line for line in declarations(body) if _is_read(line, read)]
            if kept:
                yield f"{head}{{{';'.join(kept)}}}"


def declarations(body: str) -> list[str]:
    """Those of a block; a semicolon in quotes or brackets ends none."""
    depth, quoted, start, found = 0, "", 0, []
    for at, sign in enumerate(body):
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        depth += (sign == "(") - (sign == ")") if not quoted else 0
        if sign == ";" and depth == 0 and not quoted:
            found.append(body[start:at])
            start = at + 1
    return [line for line in [*found, body[start:]] if line.strip()]


def _is_read(line: str, read: set[str]) -> bool:
    name = line.partition(":")[0].strip()
    return not name.startswith("--") or name in read
