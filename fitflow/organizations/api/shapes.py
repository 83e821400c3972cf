"""How a studio, its people, places and events are written out."""

from typing import Any

from fitflow.core.actor import Actor
from fitflow.organizations.models import Invitation, Location, Organization, Staff
from fitflow.organizations.queries.audit import AuditRow, DeadLetter
from fitflow.organizations.queries.staff import StaffMember, shown_name
from fitflow.organizations.queries.studio import StudioRoles
from fitflow.organizations.rules.staff import ORDER
from fitflow.organizations.typed_settings.setting import JSON, Setting


def organization_shape(organization: Organization) -> dict[str, Any]:
    names = ("slug", "name", "timezone", "currency", "locale", "week_start", "preset")
    return {"id": str(organization.pk), **{name: getattr(organization, name) for name in names}}


def studio_shape(studio: StudioRoles) -> dict[str, Any]:
    roles = [role.value for role in ORDER if role in studio.roles]
    roles += sorted(role.value for role in studio.roles - set(ORDER))
    return {"id": str(studio.id), "slug": studio.slug, "name": studio.name, "roles": roles}


def setting_shape(setting: Setting[Any], usual: JSON, value: JSON, *, is_changed: bool) -> dict[str, Any]:
    """One entry of the registry as a program would draw a form of it."""
    return {
        "key": setting.key,
        "label": setting.label,
        "help": setting.help,
        "group": setting.section.name,
        "kind": setting.kind,
        "unit": setting.unit,
        "choices": [{"value": name, "label": label} for name, label in setting.choices],
        "is_optional": setting.is_optional,
        "usual": usual,
        "value": value,
        "is_changed": is_changed,
    }


def location_shape(location: Location) -> dict[str, Any]:
    return {
        "id": str(location.pk),
        "name": location.name,
        "address": location.address,
        "is_online": location.is_online,
        "is_active": location.is_active,
    }


def trainer_shape(actor: Actor, staff: Staff) -> dict[str, Any]:
    return {"id": str(staff.pk), "name": shown_name(actor, staff), "bio": staff.bio, "color": staff.color}


def member_shape(member: StaffMember) -> dict[str, Any]:
    staff = member.staff
    return {
        "id": str(staff.pk),
        "name": staff.name,
        "email": member.address,
        "bio": staff.bio,
        "color": staff.color,
        "is_trainer": staff.is_trainer,
        "standing": member.standing.value,
        "roles": [role.value for role in member.roles],
        "locations": [{"id": str(location.pk), "name": location.name} for location in member.locations],
        "trainers": [{"id": str(person.pk), "name": person.name} for person in member.trainers],
        "invitation": invitation_shape(member.invitation) if member.invitation else None,
    }


def invitation_shape(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": str(invitation.pk),
        "staff": {"id": str(invitation.staff_id), "name": invitation.staff.name},
        "email": invitation.email,
        "roles": invitation.roles,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "accepted_at": invitation.accepted_at,
        "withdrawn_at": invitation.withdrawn_at,
    }


def event_shape(row: AuditRow) -> dict[str, Any]:
    event = row.event
    actor = {"id": str(event.actor_id), "name": row.said.who} if event.actor_id else None
    return {
        "id": str(event.pk),
        "type": event.type,
        "at": event.at,
        "actor": actor,
        "entity_id": str(event.entity_id),
        "text": row.said.text,
        "payload": event.payload,
    }


def letter_shape(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": f"{letter.table}-{letter.id}",
        "kind": letter.table,
        "what": letter.what,
        "about": letter.about,
        "last_tried_at": letter.due_at,
        "attempts": letter.attempts,
        "error": letter.last_words,
    }
