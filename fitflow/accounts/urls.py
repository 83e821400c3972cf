"""Addresses of the account's API; included under `api/v1/`."""

from django.urls import path

from fitflow.accounts import api as doors

api = [
    path("auth/token", doors.token, name="auth-token"),
    path("auth/token/refresh", doors.refresh_token, name="auth-token-refresh"),
    path("auth/sign-out-everywhere", doors.sign_out_everywhere, name="auth-sign-out-everywhere"),
    path("auth/me", doors.profile, name="auth-me"),
]
