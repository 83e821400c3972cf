"""Addresses of credits: `pages` under a studio, `api` under /api/v1/."""

from django.urls import path

from fitflow.billing.api import credits as doors
from fitflow.billing.api import requests as asking
from fitflow.billing.views import changes, desk, quick, requests, wallet

app_name = "billing"
pages = [
    path("me/wallet", wallet.wallet, name="wallet"),
    path("me/wallet/ask", requests.ask, name="ask"),
    path("desk/credits/requests", requests.requests, name="requests"),
    path("desk/credits/requests/<uuid:request_id>/give", requests.give, name="request-give"),
    path("desk/credits/requests/<uuid:request_id>/decline", requests.decline, name="request-decline"),
    path("desk/credits", desk.movements, name="movements"),
    path("desk/credits.csv", desk.movements_file, name="movements-file"),
    path("desk/clients/<uuid:client_id>/credits", desk.client_credits, name="client-credits"),
    path("desk/clients/<uuid:client_id>/credits/give", changes.give, name="give"),
    path("desk/clients/<uuid:client_id>/credits/take", changes.take, name="take"),
    path("desk/clients/<uuid:client_id>/credits/quick", quick.quick, name="quick"),
    path("desk/clients/<uuid:client_id>/credits/undo", quick.undo, name="undo"),
]
api = [
    path("credits", doors.wallet, name="api-credits"),
    path("credits/requests", asking.ask, name="api-credits-ask"),
    path("admin/credit-requests", asking.open_ones, name="api-credit-requests"),
    path("admin/credit-requests/<uuid:request_id>/give", asking.give, name="api-credit-request-give"),
    path("admin/credit-requests/<uuid:request_id>/decline", asking.decline, name="api-credit-request-decline"),
    path("credits/transactions", doors.transactions, name="api-credit-transactions"),
    path("admin/clients/<uuid:client_id>/credits", doors.change, name="api-client-credits"),
    path("admin/clients/<uuid:client_id>/credits/undo", doors.undo, name="api-client-credits-undo"),
]
