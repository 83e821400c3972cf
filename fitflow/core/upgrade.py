"""Brings a database up to date with the code: `fitflow migrate` and the databases of the tests do this and no more."""

from pathlib import Path

from django.core.management import call_command

from fitflow.core import registry
from fitflow.core.rights import narrow
from fitflow.core.sqlfiles import ROOT, make_functions


def upgrade(using: str = "owner", *, root: Path = ROOT, verbosity: int = 0) -> list[str]:
    """Tables first, then the functions and views that name them, then what the code wants to know. Safe to repeat.

    Gives the SQL files, functions and views that differed.
    """
    call_command("migrate", database=using, interactive=False, verbosity=verbosity)
    call_command("createcachetable", database=using, verbosity=verbosity)
    changed = make_functions(using, root)
    narrow(using)
    registry.sync(using)
    return changed
