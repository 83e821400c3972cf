"""The settings of a studio: sections of the registry, what the studio is, and its kind."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.core.actor import STAFF, Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.settings import PresetForm, ProfileForm, SectionForm, field_name
from fitflow.organizations.queries.studio import (
    defaults_of,
    organization_of,
    overrides_of,
    preset_differences,
    qr_file,
    qr_svg,
    share_link,
)
from fitflow.organizations.refusals import TimezoneNotConfirmed
from fitflow.organizations.rules.names import zones
from fitflow.organizations.services.settings import change_preset, update_settings
from fitflow.organizations.services.studio import update_profile
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.organizations.typed_settings.registry import registry
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other
from fitflow.ui.nav import NavItem, with_active

PROFILE_FIELDS = ("name", "timezone", "currency", "locale", "week_start")


def section_links(actor: Actor, path: str) -> list[NavItem]:
    """The sections, for the column beside a page."""
    links = [
        NavItem(_("Studio"), page(actor, "organizations:settings_profile"), "building"),
        NavItem(_("Kind of studio"), page(actor, "organizations:settings_preset"), "layers"),
    ]
    for section in registry().used_sections(actor.organization.settings):
        links.append(NavItem(section.label, page(actor, "organizations:settings_section", section.name), section.icon))
    links.append(NavItem(_("Locations"), page(actor, "organizations:locations"), "map-pin"))
    return with_active(links, path)


@require_safe
@allow(Role.ADMIN)
def index(request: PageRequest) -> HttpResponse:
    """Every section with what it is about and how much the studio changed there."""
    overrides, values = overrides_of(request.actor), request.actor.organization.settings
    sections = [
        {
            "label": section.label,
            "text": registry().summary(section, values, request.actor.formats),
            "icon": section.icon,
            "url": page(request.actor, "organizations:settings_section", section.name),
            "changed": sum(setting.key in overrides for setting in registry().of_section(section)),
        }
        for section in registry().used_sections(values)
    ]
    organization = organization_of(request.actor)
    context = {"sections": sections, "organization": organization, "preset": PRESETS[organization.preset]}
    return render_page(request, "organizations/settings/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def section(request: PageRequest, group: str) -> HttpResponse:
    """One section: change it, or take one setting back to what the kind of studio says."""
    chosen = registry().section(group)
    if chosen is None or chosen not in registry().used_sections(request.actor.organization.settings):
        raise NotFound(_("This studio does not use this."))
    here = page(request.actor, "organizations:settings_section", chosen.name)
    if "reset" in request.POST:
        return _reset(request, here)
    form = SectionForm(chosen, request.actor.organization.settings, answers(request))
    came = submit(request, form, lambda _data: _save_section(request, form))
    if came.is_done:
        messages.success(request, _("Saved."))
        return see_other(request, here)
    context = {
        "group": chosen,
        "about": chosen.text,
        "form": form,
        "rows": _rows(request.actor, form),
        "links": section_links(request.actor, request.path),
        "here": here,
    }
    return render_page(request, "organizations/settings/section.html", context, status=came.status)


def _reset(request: PageRequest, here: str) -> HttpResponse:
    """The button beside one setting: back to what the kind of studio says."""
    key = request.POST["reset"]
    update_settings(request.actor, {}, reset=[key], now=request.now)
    messages.success(request, _("%(label)s is as usual again.") % {"label": registry().settings[key].label})
    return see_other(request, here)


def _save_section(request: PageRequest, form: SectionForm) -> None:
    try:
        update_settings(request.actor, form.changes(), now=request.now)
    except Invalid as refusal:
        raise form.advice(refusal) from refusal


def _rows(actor: Actor, form: SectionForm) -> list[dict[str, Any]]:
    """Each field with what the kind of studio says, and whether the studio decided otherwise."""
    organization = organization_of(actor)
    defaults = defaults_of(organization.preset)
    return [
        {
            "key": setting.key,
            "field": form[field_name(setting.key)],
            "default": setting.words(defaults[setting.key], actor.formats),
            "is_changed": setting.key in organization.overrides,
        }
        for setting in form.settings
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def profile(request: PageRequest) -> HttpResponse:
    """Name, zone, currency, formats."""
    organization = organization_of(request.actor)
    initial = {name: getattr(organization, name) for name in PROFILE_FIELDS}
    form = ProfileForm(answers(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        changes = {name: data[name] for name in PROFILE_FIELDS}
        update_profile(request.actor, changes=changes, confirm=data["confirm"], now=request.now)

    came = submit(request, form, act, names={TimezoneNotConfirmed.code: "confirm"})
    if came.is_done:
        messages.success(request, _("Saved."))
        return see_other(request, page(request.actor, "organizations:settings_profile"))
    context = {
        "form": form,
        "zones": zones(),
        "links": section_links(request.actor, request.path),
        "link": share_link(request.actor.organization),
        "is_unconfirmed": came.code == TimezoneNotConfirmed.code,
    }
    return render_page(request, "organizations/settings/profile.html", context, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def preset(request: PageRequest) -> HttpResponse:
    """Another kind of studio: GET shows what would change, POST changes it."""
    current = organization_of(request.actor).preset
    asked = answers(request)
    if asked is None and "preset" in request.GET:
        asked = request.GET
    form = PresetForm(asked, initial={"preset": current, "keep": True})

    def act(data: dict[str, Any]) -> None:
        change_preset(request.actor, preset=data["preset"], keep_changes=data["keep"], now=request.now)

    came = submit(request, form, act)
    if came.is_done:
        kind = PRESETS[form.cleaned_data["preset"]].label
        messages.success(request, _("This is a %(kind)s now.") % {"kind": kind})
        return see_other(request, page(request.actor, "organizations:settings_preset"))
    is_shown = form.is_valid()
    context = {
        "form": form,
        "is_shown": is_shown,
        "differences": _differences(request.actor, form) if is_shown else [],
        "links": section_links(request.actor, request.path),
        "here": page(request.actor, "organizations:settings_preset"),
        "changed": len(overrides_of(request.actor)),
    }
    return render_page(request, "organizations/settings/preset.html", context, status=422 if form.errors else 200)


def _differences(actor: Actor, form: PresetForm) -> list[dict[str, Any]]:
    found = preset_differences(actor, form.cleaned_data["preset"], keep_changes=form.cleaned_data["keep"])
    return [
        {
            "label": setting.label,
            "group": setting.section.label,
            "before": setting.words(item.before, actor.formats),
            "after": setting.words(item.after, actor.formats),
        }
        for item in found
        for setting in (registry().settings[item.key],)
    ]


# Sharing


@require_safe
@allow(*STAFF)
def share(request: PageRequest) -> HttpResponse:
    """The link of the public page, and its code for a poster."""
    link = share_link(request.actor.organization)
    return render_page(request, "organizations/settings/share.html", {"link": link, "qr": qr_svg(link)})


@require_safe
@allow(Role.PUBLIC)
def qr(request: PageRequest) -> HttpResponse:
    """The code as a file. It says no more than the address it is found under."""
    response = HttpResponse(qr_file(share_link(request.actor.organization)), content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{request.actor.organization.slug}.svg"'
    return response
