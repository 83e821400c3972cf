"""Finds what the apps offer: the modules of these names are loaded once every app is there.

A module registers what it has when it is loaded: a consumer, a timer, a kind of message, a tab. So an app needs no
`ready()` of its own. A new kind of module is one line here.
"""

from django.utils.module_loading import autodiscover_modules

MODULES = (
    "consumers",  # What follows an event.
    "tasks",  # What a timer does.
    "messages",  # Kinds of message people can get.
    "parts",  # What an app adds to pages of others.
    "client_parts",  # Tabs and blocks of the page of a client.
    "studio_parts",  # Blocks of the page of the studio.
    "history",  # An event in the audit trail, in words.
    "describers",  # What a reference of the ledger stands for.
)


def load_modules() -> None:
    """Loads them, in every app."""
    autodiscover_modules(*MODULES)
