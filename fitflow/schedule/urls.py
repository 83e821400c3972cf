"""Addresses of class types and policies: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.schedule.api import class_types as api_class_types
from fitflow.schedule.api import policies as api_policies
from fitflow.schedule.views import class_types, payment, policies

pages = [
    path("desk/class-types/", class_types.index, name="class_types"),
    path("desk/class-types/new/", class_types.new, name="class_type_new"),
    path("desk/class-types/<uuid:class_type_id>/", class_types.edit, name="class_type"),
    path("desk/class-types/<uuid:class_type_id>/archive/", class_types.archive, name="class_type_archive"),
    path("desk/class-types/<uuid:class_type_id>/restore/", class_types.restore, name="class_type_restore"),
    path("desk/payment/", payment.payment, name="payment"),
    path("desk/policies/", policies.index, name="policies"),
    path("desk/policies/new/", policies.new, name="policy_new"),
    path("desk/policies/preview/", policies.preview, name="policy_preview"),
    path("desk/policies/<uuid:policy_id>/", policies.edit, name="policy"),
    path("desk/policies/<uuid:policy_id>/archive/", policies.archive, name="policy_archive"),
    path("desk/policies/<uuid:policy_id>/restore/", policies.restore, name="policy_restore"),
]

api = [
    path("class-types", api_class_types.class_types, name="api-class-types"),
    path("class-types/<uuid:class_type_id>", api_class_types.class_type, name="api-class-type"),
    path("policies", api_policies.policies, name="api-policies"),
    path("policies/<uuid:policy_id>", api_policies.policy, name="api-policy"),
]
