"""What every form here does with a refusal: show it beside the field it is about."""

from django import forms

from fitflow.core.errors import Invalid, Refused


def show_invalid(form: forms.Form, refusal: Invalid) -> forms.Form:
    """Puts each sentence beside its field; what has no field stands on top."""
    for name, texts in refusal.errors.items():
        form.add_error(name if name in form.fields else None, list(texts))
    return form


def show_refused(form: forms.Form, refusal: Refused) -> forms.Form:
    form.add_error(None, refusal.message)
    return form
