"""One fact, one bound: in tables, in what programs send, in forms, and in settings (core/bounds.py)."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core import validators
from rest_framework import serializers

import fitflow
from fitflow.core import bounds
from fitflow.organizations.typed_settings.kinds import Credits, Number
from fitflow.organizations.typed_settings.registry import registry

#: How a fact is called wherever it stands -> its bound: characters of a text, or the largest number.
FACTS: dict[str, Any] = {
    "name": bounds.LONGEST_NAME,
    "person": bounds.LONGEST_NAME,
    "email": bounds.LONGEST_ADDRESS,
    "phone": bounds.LONGEST_PHONE,
    "address": bounds.LONGEST_LOCATION,
    "online_url": bounds.LONGEST_LINK,
    "reason": bounds.LONGEST_REASON,
    "override_reason": bounds.LONGEST_REASON,
    "cancel_reason": bounds.LONGEST_REASON,
    "bio": bounds.LONGEST_TEXT,
    "description": bounds.LONGEST_TEXT,
    "goals": bounds.LONGEST_TEXT,
    "note": bounds.LONGEST_TEXT,
    "capacity": bounds.MOST_SPOTS,
    "cost_credits": bounds.MOST_PRICE,
}
#: Others are called so, too -> what they are bounded by, and why.
ALLAUTH = (320, "allauth's; EmailAddressField takes its place when the form is made")
TITLE = (bounds.LONGEST_TITLE, "what a class, a policy, a thing is called: short enough for a calendar")
HOW_PAID = (120, "how somebody paid at the studio, in a few words")
MAIL = (bounds.LONGEST_ADDRESS, "an e-mail address")
OTHERS: dict[str, tuple[Any, str]] = {
    **{f"fitflow.accounts.forms.pages.{form}.email": ALLAUTH for form in ("AddEmail", "RequestCode", "SignUp")},
    "fitflow.accounts.forms.pages.ResetPassword.email": ALLAUTH,
    **{f"fitflow.schedule.forms.api.{shape}.name": TITLE for shape in ("ClassTypeIn", "ClassTypePatch")},
    **{f"fitflow.schedule.forms.api.{shape}.name": TITLE for shape in ("PolicyIn", "PolicyPatch")},
    "fitflow.schedule.forms.class_types.ClassTypeForm.name": TITLE,
    "fitflow.schedule.forms.policies.PolicyForm.name": TITLE,
    **{f"schedule.{model}.name": TITLE for model in ("CancellationPolicy", "ClassType", "Resource")},
    "fitflow.booking.forms.api.LetOffIn.reason": HOW_PAID,
    "fitflow.booking.forms.api.SettleIn.note": HOW_PAID,
    "fitflow.booking.forms.desk.LetOffForm.reason": HOW_PAID,
    "fitflow.booking.forms.desk.SettleForm.note": HOW_PAID,
    "fitflow.notify.forms.LogFilterIn.address": MAIL,
    "notify.Message.address": MAIL,
    "organizations.Separation.address": MAIL,
    "booking.WaitlistSkip.reason": (40, "a code of ours"),
    "fitflow.organizations.forms.audit.AuditForm.person": (40, "an id"),
}


def _modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(fitflow.__path__, "fitflow."):
        if ".forms" in module.name and ".tests" not in module.name:
            yield importlib.import_module(module.name)


def _classes(kind: type) -> list[type[Any]]:
    found = {
        one for module in _modules() for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, kind) and one.__module__ == module.__name__
    }  # fmt: skip
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def _bound(field: Any) -> Any:
    """The most that a field takes, of characters or as a number; None where nothing is said."""
    said = [rule.limit_value for rule in field.validators if isinstance(rule, _RULES)]
    plain = [getattr(field, name, None) for name in ("max_length", "max_value")]
    return next((bound for bound in (*plain, *said) if bound is not None), None)


_RULES = (validators.MaxLengthValidator, validators.MaxValueValidator)


def _asked() -> Iterator[tuple[str, str, Any]]:
    """Everything that asks for a fact: where, which fact, with which bound."""
    for shape in _classes(serializers.Serializer):
        if shape.__name__.endswith("Out"):
            continue
        for name, field in shape().fields.items():
            if name in FACTS and not field.read_only:
                yield f"{shape.__module__}.{shape.__name__}.{name}", name, _bound(field)
    for form in _classes(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if name in FACTS and not isinstance(field, forms.ChoiceField):  # A choice is nothing that is written.
                yield f"{form.__module__}.{form.__name__}.{name}", name, _bound(field)


ASKED = list(_asked())
COLUMNS = [
    (f"{model._meta.label}.{field.name}", field.name, field.max_length)
    for model in apps.get_models()
    if model.__module__.startswith("fitflow.")
    for field in model._meta.concrete_fields
    if field.name in FACTS and getattr(field, "max_length", None)
]


class TestBounds:
    @pytest.mark.parametrize(("where", "fact", "bound"), [*ASKED, *COLUMNS], ids=str)
    def test_agree_wherever_a_fact_is_asked_for_and_kept(self, where: str, fact: str, bound: Any) -> None:
        expected = OTHERS[where][0] if where in OTHERS else FACTS[fact]

        assert bound == expected, f"{where} takes {bound}, elsewhere {fact} takes {expected}"

    def test_of_others_are_still_there_and_say_why(self) -> None:
        known = {where for where, _fact, _bound in [*ASKED, *COLUMNS]}

        assert not OTHERS.keys() - known
        assert all(why for _bound, why in OTHERS.values())

    def test_of_settings_that_stand_in_for_a_fact_are_those_of_the_fact(self) -> None:
        price, spots = registry().find("class.cost_credits"), registry().find("class.default_capacity")

        assert isinstance(price, Credits)
        assert isinstance(spots, Number)
        assert (price.high, spots.high) == (int(bounds.MOST_PRICE) * 100, bounds.MOST_SPOTS)
