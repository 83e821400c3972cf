"""Names in templates: a block does not know what another one has set."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType

from tools.lint.source import Finding, Source

_SET = re.compile(r"\b(?:as|asvar)\s+(\w+)$|\b(?:as|asvar)\s+(\w+)\s")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
#: A name by itself: no attribute, no filter, no keyword of a tag.
_NAME = re.compile(r"(?<![\w.|])[a-z_]\w*(?![\w=])")


def lost_name(source: Source) -> Iterator[Finding]:
    """what a block sets is unknown in every other block, and empty there: set it again"""
    known: dict[str, set[str]] = defaultdict(set)
    asked: list[tuple[str, str, int]] = []
    for block, token in _inside_blocks(source.text):
        text = _TEXT.sub("", token.contents)
        if token.token_type is TokenType.BLOCK:
            if found := _SET.search(text):
                known[found[1] or found[2]].add(block)
                text = text[: found.start()] + text[found.end() :]
            text = text.partition(" ")[2]  # Without the name of the tag.
        asked += [(name, block, token.lineno or 0) for name in _NAME.findall(text)]
    for name, block, line in asked:
        if name in known and not known[name] & {block, ""}:
            yield Finding(line, f"{name} is set in block {', '.join(sorted(known[name]))} only")


def _inside_blocks(text: str) -> Iterator[tuple[str, Token]]:
    """Tags and variables, each with the outermost block that it stands in; "" outside of all."""
    blocks: list[str] = []
    for token in Lexer(text).tokenize():
        words = token.contents.split()
        if token.token_type is TokenType.BLOCK and words[0] == "block":
            blocks.append(words[1])
        elif token.token_type is TokenType.BLOCK and words[0] == "endblock":
            blocks.pop()
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield (blocks[0] if blocks else ""), token
