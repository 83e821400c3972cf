"""Rules about words and lines, for files of every kind."""

from collections.abc import Iterator

from tools.lint.source import Finding, Source

LINE = 120


def long_line(source: Source) -> Iterator[Finding]:
    """a change of a long line cannot be read: break it"""
    for number, line in enumerate(source.lines, 1):
        if len(line) > LINE:
            yield Finding(number, f"{len(line)} characters; a line has at most {LINE}")
