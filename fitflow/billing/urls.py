"""Addresses of credits: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.billing import api as doors
from fitflow.billing.views import changes, desk, wallet

app_name = "billing"
pages = [
    path("me/wallet", wallet.wallet, name="wallet"),
    path("desk/credits", desk.movements, name="movements"),
    path("desk/credits.csv", desk.movements_file, name="movements-file"),
    path("desk/clients/<uuid:client_id>/credits", desk.client_credits, name="client-credits"),
    path("desk/clients/<uuid:client_id>/credits/give", changes.give, name="give"),
    path("desk/clients/<uuid:client_id>/credits/take", changes.take, name="take"),
]
api = [
    path("credits", doors.wallet, name="api-credits"),
    path("credits/transactions", doors.transactions, name="api-credit-transactions"),
    path("admin/clients/<uuid:client_id>/credits", doors.change, name="api-client-credits"),
]
