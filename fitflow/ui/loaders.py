"""Where Django asks for templates: the folders of the apps, and what is indented there for whoever reads the file."""

import re

from django.template import Origin
from django.template.loaders import app_directories

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
#: Elements in which blanks are shown as they are.
LITERAL = ("<pre", "<textarea")


class Loader(app_directories.Loader):
    """Templates of pages without their indentation: it shows nowhere, and was an eighth of what pages weigh.

    Lines stay lines, so that Django's errors name the right one. Letters and everything literal stay as they are.
    """

    def get_contents(self, origin: Origin) -> str:
        text: str = super().get_contents(origin)
        if not origin.name.endswith(".html") or any(tag in text for tag in LITERAL):
            return text
        return INDENTATION.sub("", text)
