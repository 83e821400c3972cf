"""How programs head the columns of a list of clients, and what they call a status: English, German, French, Spanish."""

import re
from collections.abc import Mapping

from fitflow.organizations.rules.client_fields import FIELDS
from fitflow.organizations.rules.clients import folded

LONGEST_HEADING = 100
#: Columns that are no field of the record: two make a name, one becomes a note.
_OTHER_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "first_name": ("first name", "firstname", "given name", "forename"),
    "last_name": ("last name", "lastname", "surname", "family name"),
    "notes": ("notes", "note", "comment", "comments"),
}
#: Folded, as `heading_of` reads them: without accents and signs.
_ABROAD: Mapping[str, tuple[str, ...]] = {
    "first_name": (
        "vorname", "rufname", "prenom", "nombre de pila", "primer nombre", "voornaam", "nome proprio",
    ),
    "last_name": (
        "nachname", "familienname", "zuname", "nom de famille", "apellido", "apellidos", "achternaam", "cognome",
    ),
    "name": (
        "vollstandiger name", "kunde", "kundenname", "mitglied", "mitgliedsname", "nom complet", "client nom", "membre",
        "nombre completo", "nombre y apellidos", "cliente", "socio", "naam", "nome completo",
    ),
    "email": (
        "e mail adresse", "email adresse", "mailadresse", "mail adresse", "emailadresse", "courriel", "adresse mail",
        "adresse e mail", "adresse email", "correo", "correo electronico", "direccion de correo",
        "direccion de correo electronico", "e mailadres", "posta elettronica",
    ),
    "phone": (
        "telefon", "telefonnummer", "mobil", "mobiltelefon", "mobilnummer", "handy", "handynummer", "rufnummer",
        "festnetz", "portable", "tel portable", "telephone portable", "numero de telephone", "mobile telephone",
        "telefono", "telefono movil", "movil", "celular", "numero de telefono", "telefoon", "cellulare",
        "home phone", "work phone", "phone 1", "phone mobile", "phone home", "cell phone", "home tel",
    ),
    "status": ("kundenstatus", "mitgliedsstatus", "mitgliedschaftsstatus", "statut", "estado", "stato"),
    "location": (
        "standort", "filiale", "heimatstudio", "studio standort", "lieu", "site", "centre", "club d attache", "sede",
        "centro", "ubicacion",
    ),
    "emergency_contact": (
        "notfallkontakt", "notfall", "contact d urgence", "personne a contacter en cas d urgence",
        "contacto de emergencia",
    ),
    "goals": ("ziel", "ziele", "trainingsziel", "trainingsziele", "objectif", "objectifs", "objetivo", "objetivos"),
    "notes": (
        "notiz", "notizen", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "kommentar", "remarque",
        "remarques", "commentaire", "commentaires", "nota", "notas", "observaciones", "comentario", "comentarios",
    ),
}  # fmt: skip
_OWN = {**{field.relation: field.headings for field in FIELDS if field.headings}, **_OTHER_HEADINGS}
HEADINGS: Mapping[str, tuple[str, ...]] = {name: own + _ABROAD.get(name, ()) for name, own in _OWN.items()}
_FIELDS = {heading: name for name, headings in HEADINGS.items() for heading in headings}
#: What a list had before: our own column with the reasons, in a file that was given back.
WHY = "What is wrong"
#: Words that mean one thing where there is another column beside them: Nom and Prénom, Nombre and Apellidos.
_BESIDE = {"nom": ("last_name", "first_name", "name"), "nombre": ("first_name", "last_name", "name")}
#: Name beside Vorname is the family's.
_NAME_BESIDE = frozenset({"vorname", "prenom", "first name", "firstname", "voornaam"})
#: Words of other programs for our four. What else there is people are asked once.
STATUSES: Mapping[str, str] = {
    "lead": "lead", "prospect": "lead", "trial": "lead", "interessent": "lead", "probetraining": "lead",
    "interesado": "lead", "essai": "lead",
    "active": "active", "current": "active", "member": "active", "aktiv": "active", "actif": "active",
    "active member": "active", "activo": "active", "activa": "active", "mitglied": "active",
    "inactive": "inactive", "paused": "inactive", "frozen": "inactive", "on hold": "inactive", "inaktiv": "inactive",
    "inactif": "inactive", "inactivo": "inactive", "inactiva": "inactive", "pausiert": "inactive",
    "churned": "churned", "cancelled": "churned", "canceled": "churned", "former": "churned", "left": "churned",
    "gekundigt": "churned", "ausgetreten": "churned", "ehemalig": "churned", "resilie": "churned",
}  # fmt: skip


def heading_of(text: str) -> str:
    """A heading without signs, accents and case."""
    return " ".join(re.sub(r"[^\w]|_", " ", folded(text)).split())


def fields_of(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The field that each column fills; "" where nobody can say. Of telephones there may be several."""
    plain = [heading_of(heading) if len(heading) <= LONGEST_HEADING else "" for heading in headings]
    named = {_FIELDS.get(heading, "") for heading in plain}
    found: list[str] = []
    for heading in plain:
        name = _FIELDS.get(heading, "")
        if heading in _BESIDE:
            alone, beside, whole = _BESIDE[heading]
            name = alone if beside in named else whole
        elif heading == "name" and _NAME_BESIDE & set(plain):
            name = "last_name" if "last_name" not in named else name
        found.append("" if name in found and name != "phone" else name)
    return tuple(found)
