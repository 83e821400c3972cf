"""Rules about words, lines and weight."""

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

#: A word of a name -> the words of docs/guide/words.md that say it clearly.
BANNED = {
    "place": "spot (in a session), position (in the queue), location (an address) or path (a file)",
    "places": "spots, positions, locations or paths",
    "seat": "spot",
    "seats": "spots",
    "queue": "waitlist",
    "queues": "waitlists",
    "membership": "StudioRole; what a client buys is not built yet",
    "venue": "location",
    "customer": "client",
    "reservation": "booking",
    "topic": "message kind",
    "topics": "message kinds",
}
LINE = 120
#: Kilobytes: a limit in lines alone is met by longer lines.
WEIGHT = {"py": 16, "html": 5}


def banned_word(source: Source) -> Iterator[Finding]:
    """one word for one thing, see docs/guide/words.md"""
    for node, name in _names(source.tree):
        for word in re.split(r"_+|(?<=[a-z])(?=[A-Z])", name):
            if better := BANNED.get(word.lower()):
                yield Finding(node.lineno, f"{name}: instead of {word.lower()} say {better}")


def _names(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt | ast.arg, str]]:
    """Names where they are given, not where they are used: what others call their things is theirs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if not node.name.startswith("test_"):  # A sentence, in the words of those who use the product.
                yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node, node.id if isinstance(node, ast.Name) else node.attr


def long_line(source: Source) -> Iterator[Finding]:
    """a change of a long line cannot be read: break it"""
    for number, line in enumerate(source.lines, 1):
        if len(line) > LINE:
            yield Finding(number, f"{len(line)} characters; a line has at most {LINE}")


def heavy_file(source: Source) -> Iterator[Finding]:
    """a long file has more than one subject: split it"""
    if source.is_python and not source.is_product:
        return
    weight = len(source.text.encode()) / 1000
    most = WEIGHT[source.path.rsplit(".", 1)[-1]]
    if weight > most:
        yield Finding(1, f"{weight:.1f} kB; a file of this kind has at most {most} kB")
