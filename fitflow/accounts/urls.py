"""Every address of signing in and of one's own account (`accounts/`), and of the account's API (`api/v1/`).

allauth's views keep the names that allauth reverses; only those that the settings make reachable stand here.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import URLPattern, URLResolver, include, path

from fitflow.accounts import api as programs
from fitflow.accounts.doors import form_page, proved, signed_in
from fitflow.accounts.views import entering, own, proving
from fitflow.core.doors import public

own_pages = [
    path("", own.profile, name="account"),
    path("name/", entering.name, name="name"),
    path("prove/", proving.prove_by_code, name="prove_by_code"),
    path("login/password/", entering.password_sign_in, name="password_sign_in"),
    path("login/link/<str:token>/", entering.sign_in_link, name="sign_in_link"),
    path("devices/", own.devices, name="devices"),
    path("devices/<int:session_id>/sign-out/", own.end_device, name="end_device"),
    path("devices/programs/<uuid:family>/sign-out/", own.end_program, name="end_program"),
    path("happened/", own.happened, name="happened"),
    path("devices/sign-out-others/", own.sign_out_elsewhere, name="sign_out_elsewhere"),
]

_second_step = [
    path("", signed_in(mfa.index), name="mfa_index"),
    path("authenticate/", public(form_page(mfa.authenticate)), name="mfa_authenticate"),
    path("reauthenticate/", proving.prove_by_app, name="mfa_reauthenticate"),
    path("app/on/", proving.activate_app, name="mfa_activate_totp"),
    path("app/off/", proving.deactivate_app, name="mfa_deactivate_totp"),
    path("recovery-codes/", proving.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/",
        proved(form_page(recovery.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path("recovery-codes/file/", proved(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
]

pages: list[URLPattern | URLResolver] = [
    path("", include((own_pages, "accounts"))),
    path("login/", entering.sign_in, name="account_login"),
    path("login/code/", entering.sign_in_by_code, name="account_request_login_code"),
    path("login/code/confirm/", entering.confirm_code, name="account_confirm_login_code"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("signup/", entering.sign_up, name="account_signup"),
    path("reauthenticate/", proving.prove_by_password, name="account_reauthenticate"),
    path("email/", proving.addresses, name="account_email"),
    path("confirm-email/", entering.confirm_address, name="account_email_verification_sent"),
    path("password/change/", proved(form_page(account.password_change)), name="account_change_password"),
    path("password/set/", proved(form_page(account.password_set)), name="account_set_password"),
    path("password/reset/", public(form_page(account.password_reset)), name="account_reset_password"),
    path("password/reset/confirm/", entering.confirm_reset, name="account_confirm_password_reset_code"),
    path("password/reset/complete/", entering.complete_reset, name="account_complete_password_reset"),
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
