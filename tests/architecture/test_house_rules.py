"""Each rule of tools/lint flags a planted breach, and leaves alone what merely looks like one."""

import pytest

from tools.lint.check import NAMES, check

BREACHES = [
    ("tenant-key", "fitflow/booking/models.py", "from django.db import models\nclass Spot(models.Model): ..."),
    (
        "tenant-key",
        "fitflow/accounts/models.py",
        "from django.contrib.auth.models import AbstractBaseUser\nclass Robot(AbstractBaseUser): ...",
    ),
    ("declared-access", "fitflow/booking/views.py", "def mine(request, slug): ..."),
    ("declared-access", "fitflow/booking/api/holds.py", "@api_view(['POST'])\ndef hold(request, session_id): ..."),
    ("declared-access", "fitflow/booking/api.py", "from rest_framework.views import APIView\nclass Hold(APIView): ..."),
    ("writes-in-services", "fitflow/booking/views.py", "booking.save()"),
    ("writes-in-services", "fitflow/booking/queries.py", "bookings_of(actor).update(status='x')"),
    ("writes-in-services", "fitflow/booking/consumers.py", "Message.objects.create(text='x')"),
    ("writes-in-services", "fitflow/booking/models.py", "rows.delete()"),
    ("writes-in-services", "fitflow/booking/tasks.py", "rows.bulk_create([1])"),
    ("no-clock", "fitflow/booking/services.py", "from django.utils import timezone\nnow = timezone.now()"),
    ("no-clock", "fitflow/booking/rules.py", "from datetime import datetime as d\nnow = d.now()"),
    ("no-clock", "fitflow/booking/queries.py", "import time\nnow = time.time()"),
    ("no-clock", "fitflow/booking/services/hold.py", "from fitflow.core import clock\nnow = clock.now()"),
    (
        "no-clock",
        "fitflow/booking/models.py",
        "from django.utils.timezone import now\nfield = DateTimeField(default=now)",
    ),
    ("clock-at", "fitflow/booking/views.py", "from fitflow.core.clock import at\nwith at(t): ..."),
    ("foreign-models", "fitflow/booking/services.py", "from fitflow.billing.models import Lot\nLot.objects"),
    ("foreign-models", "fitflow/web/views.py", "from fitflow.billing import models as m\nm.Lot"),
    ("no-magic", "fitflow/booking/apps.py", "from django.db.models.signals import post_save"),
    ("no-magic", "fitflow/booking/apps.py", "from django.dispatch import receiver"),
    ("no-magic", "fitflow/booking/forms.py", "from django import forms\nclass F(forms.ModelForm): ..."),
    ("no-magic", "fitflow/booking/models.py", "at = DateTimeField(auto_now=True)"),
    ("local-import", "fitflow/booking/services.py", "def hold():\n    import os"),
    ("local-import", "tests/races/test_hold.py", "def test():\n    from os import path"),
    ("no-delay", "fitflow/booking/services.py", "send.delay(1)"),
    ("other-formats", "fitflow/booking/queries.py", "from babel.dates import format_date"),
    ("other-formats", "fitflow/booking/templatetags/a.py", "import phonenumbers"),
    ("objects-below-doors", "fitflow/booking/views.py", "Booking.objects.all()"),
    (
        "event-log",
        "fitflow/booking/queries/moves.py",
        "from fitflow.core.models import Event\nmoves = Event.objects.visible_to(actor)",
    ),
    ("event-log", "fitflow/booking/services.py", "from fitflow.core import models as m\nm.Event.objects.all()"),
    ("event-log", "fitflow/planning/queries.py", 'CALLED_OFF = """\nSELECT count(*) FROM Core_Event e\n"""'),
    ("event-log", "fitflow/planning/queries.py", "rows(f'SELECT at FROM core_event WHERE id = {key}')"),
    ("event-log", "fitflow/planning/tasks.py", "apps.get_model('core', 'Event')"),
    ("event-log", "fitflow/planning/models.py", "told = ForeignKey('core.Event')"),
    ("event-log", "fitflow/billing/sql/reads.sql", "SELECT 1;\nSELECT EXISTS (SELECT FROM core_event v)"),
    ("size", "fitflow/booking/services.py", "def f():\n" + "    x = 1\n" * 40),
    ("size", "fitflow/booking/services.py", "x = 1\n" * 401),
    ("heavy-file", "fitflow/booking/services.py", f"x = '{'x' * 100}'\n" * 150),
    ("heavy-file", "fitflow/ui/templates/ui/a.html", f"<p>{'x' * 100}</p>\n" * 48),
    ("long-line", "fitflow/ui/templates/ui/a.html", f"<p>{'x' * 117}</p>"),
    ("long-line", "fitflow/ui/static/ui/a.css", f".a {{ color: red; }} /* {'x' * 100} */"),
    ("long-line", "fitflow/ui/static/ui/islands/a.js", f"const a = '{'x' * 120}';"),
    ("long-line", "fitflow/booking/sql/claim.sql", f"SELECT '{'x' * 120}';"),
    ("long-line", "fitflow/booking/templates/booking/messages/a.txt", "x" * 121),
    ("banned-word", "fitflow/booking/services.py", "def next_place(queue): ..."),
    ("banned-word", "fitflow/booking/models.py", "class SeatHold: ..."),
    ("banned-word", "tests/races/a.py", "self.places = 3"),
    ("inline-attribute", "fitflow/ui/templates/ui/a.html", '<p class="{{ a }}"\n style="color: red">'),
    ("inline-attribute", "fitflow/ui/templates/ui/a.html", '<a {% if x > 1 %}b{% endif %} onclick="go()">'),
    ("inline-attribute", "fitflow/ui/templates/ui/a.html", '<a hx-on:click="go()">'),
    (
        "lost-name",
        "fitflow/ui/templates/ui/a.html",
        "{% block a %}{% url 'x' as back %}{% endblock %}{% block b %}{% button _('Back') href=back %}{% endblock %}",
    ),
    ("other-filter", "fitflow/ui/templates/ui/a.html", "{{ at|date:'j M' }}"),
    ("other-filter", "fitflow/ui/templates/ui/a.html", "{{ at|date }}"),
    ("other-filter", "fitflow/ui/templates/ui/a.html", "{% if x %}{{ at|time:'H:i' }}{% endif %}"),
    ("other-filter", "fitflow/ui/templates/ui/a.html", "{{ share|floatformat:1 }}"),
    ("other-filter", "fitflow/ui/templates/ui/a.html", "<p>{{ share }} % filled</p>"),
    ("long-template", "fitflow/ui/templates/ui/a.html", "<p>\n" * 81),
    ("long-island", "fitflow/ui/static/ui/islands/a.js", "let a;\n" * 201),
    ("allowance", "fitflow/booking/services.py", "send.delay(1)  # house: allow no-delay"),
    ("allowance", "fitflow/booking/services.py", "x = 1  # house: allow no-delay — Once there was a call here."),
    ("allowance", "fitflow/booking/services.py", "x = 1  # house: allow nonsense — There is no such rule."),
]

FINE = [
    ("fitflow/booking/models.py", "from fitflow.core.tenancy import TenantModel\nclass Spot(TenantModel): ..."),
    (
        "fitflow/booking/models.py",
        "from django.db import models\nclass Spot(models.Model):\n    organization_id = models.UUIDField()",
    ),
    (
        "fitflow/booking/models.py",
        "from django.db import models\nclass Base(models.Model):\n    class Meta:\n        abstract = True",
    ),
    ("fitflow/booking/views.py", "@require_POST\n@allow(Role.CLIENT)\ndef mine(request): ..."),
    ("fitflow/booking/views.py", "def _parse(request): ...\ndef label(booking): ..."),
    ("fitflow/booking/services.py", "booking.save(); Booking.objects.create(a=1); rows.update(a=1); rows.delete()"),
    ("fitflow/booking/views.py", "context.update({'a': 1}); cache.delete('key'); digest.update(b'x')"),
    ("fitflow/booking/tests/test_services.py", "booking.save()\nfrom django.utils import timezone\ntimezone.now()"),
    ("fitflow/booking/views.py", "from django.utils import timezone\nnow = timezone.now()"),
    ("fitflow/booking/services.py", "from fitflow.billing.models import Lot\ndef f(lot: Lot) -> list[Lot]: ..."),
    ("fitflow/booking/services.py", "from fitflow.billing.models import Lot\nis_new = lot.status == Lot.Status.NEW"),
    ("fitflow/booking/services.py", "from fitflow.billing import services as billing\nbilling.refund()"),
    ("fitflow/ui/templates/ui/a.html", '<p class="on" title="style=a onclick=b">on = 1, style = 2</p>'),
    ("fitflow/ui/templates/ui/a.html", "<p {# house: allow inline-attribute — Measured by a test. #} style='a'>"),
    ("fitflow/core/jobs.py", "from fitflow.core.models import Event\nEvent.objects.get(pk=1)"),
    ("fitflow/booking/queries/history.py", "from fitflow.core.models import Event\nEvent.objects.all()"),
    ("fitflow/billing/sql/audit.sql", "SELECT FROM core_event v"),
    ("fitflow/billing/sql/reads.sql", "SELECT FROM core_eventsubscription  -- Not core_event."),
    ("fitflow/billing/sql/reads.sql", "SELECT FROM core_event  -- house: allow event-log — Counts for the doctor."),
    ("fitflow/booking/migrations/0016_sequence.py", "COUNT = 'SELECT count(*) FROM core_event'"),
    ("fitflow/booking/tests/test_moves.py", "from fitflow.core.models import Event\nEvent.objects.all()"),
    ("fitflow/booking/consumers.py", "def tell_moved(event): tell(event.session_id)"),
    ("fitflow/ui/templates/ui/a.html", "{{ on|date:'Y-m-d' }} {{ at|moment:formats }} {{ a|dated }}"),
    ("fitflow/core/formats/times.py", "from babel.dates import parse_pattern"),
    ("fitflow/booking/services.py", "# house: allow no-delay — A test of the port.\nsend.delay(1)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_flags_the_breach(rule: str, path: str, text: str) -> None:
    assert rule in {breach.rule for breach in check(path, text)}


@pytest.mark.parametrize(("path", "text"), FINE)
def test_leaves_good_code_alone(path: str, text: str) -> None:
    assert check(path, text) == []


def test_every_rule_has_a_planted_breach() -> None:
    assert {rule for rule, _, _ in BREACHES} == NAMES | {"allowance"}


def test_an_allowance_without_reason_does_not_hide_behind_the_rule_it_names() -> None:
    breaches = check("fitflow/booking/services.py", "send.delay(1)  # house: allow no-delay")

    assert [str(breach) for breach in breaches] == [
        "fitflow/booking/services.py:1: allowance: say why: # house: allow rule — reason"
    ]
