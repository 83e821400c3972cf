"""The WSGI application that granian serves."""

import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from config.env import problems

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

inside = get_wsgi_application()
if problems:  # `fitflow serve` has said so; another server must not start either.
    raise ImproperlyConfigured("; ".join(f"{problem.msg} {problem.hint}" for problem in problems))

from fitflow.core.db import limit_times  # noqa: E402 - Django first.
from fitflow.web.gate import Gate  # noqa: E402 - Django first.

limit_times(statement=15, idle=30)
application = Gate(inside)

# What is loaded now stays for good: collections need not look at it again (measured: 5 % of a hold's CPU).
gc.collect()
gc.freeze()
