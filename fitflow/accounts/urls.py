"""Every address of signing in and of one's own account (`accounts/`), and of the account's API (`api/v1/`).

allauth's views keep the names that allauth reverses; only those that the settings make reachable stand here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import URLPattern, URLResolver, include, path

from fitflow.accounts import api as programs
from fitflow.accounts import views
from fitflow.accounts.doors import form_page, proved, signed_in
from fitflow.core.doors import public

own = [
    path("", views.profile, name="account"),
    path("name/", views.name, name="name"),
    path("prove/", views.prove_by_code, name="prove_by_code"),
    path("login/password/", views.password_sign_in, name="password_sign_in"),
    path("login/link/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("devices/", views.devices, name="devices"),
    path("devices/<int:session_id>/sign-out/", views.end_device, name="end_device"),
    path("devices/programs/<uuid:family>/sign-out/", views.end_program, name="end_program"),
    path("happened/", views.happened, name="happened"),
    path("devices/sign-out-others/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
]

_second_step = [
    path("", signed_in(mfa.index), name="mfa_index"),
    path("authenticate/", public(form_page(mfa.authenticate)), name="mfa_authenticate"),
    path("reauthenticate/", views.prove_by_app, name="mfa_reauthenticate"),
    path("app/on/", views.activate_app, name="mfa_activate_totp"),
    path("app/off/", views.deactivate_app, name="mfa_deactivate_totp"),
    path("recovery-codes/", proved(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        proved(form_page(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("recovery-codes/file/", proved(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]

pages: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("login/", views.sign_in, name="account_login"),
    path("login/code/", views.sign_in_by_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("signup/", views.sign_up, name="account_signup"),
    path("reauthenticate/", views.prove_by_password, name="account_reauthenticate"),
    path("email/", views.addresses, name="account_email"),
    path("confirm-email/", views.confirm_address, name="account_email_verification_sent"),
    path("password/change/", proved(form_page(account.password_change)), name="account_change_password"),
    path("password/set/", proved(form_page(account.password_set)), name="account_set_password"),
    path("password/reset/", public(form_page(account.password_reset)), name="account_reset_password"),
    path("password/reset/confirm/", views.confirm_reset, name="account_confirm_password_reset_code"),
    path("password/reset/complete/", views.complete_reset, name="account_complete_password_reset"),
    path("2fa/", include(_second_step)),
]

api = [
    path("auth/token", programs.token, name="auth-token"),
    path("auth/token/refresh", programs.refresh_token, name="auth-token-refresh"),
    path("auth/token/end", programs.end_token, name="auth-token-end"),
    path("auth/sign-out-everywhere", programs.sign_out_everywhere, name="auth-sign-out-everywhere"),
    path("auth/events", programs.happened, name="auth-events"),
    path("auth/me", programs.profile, name="auth-me"),
]
