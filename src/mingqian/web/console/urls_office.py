"""Addresses of the desk, accounts, roles and the trail."""

from django.urls import path

from mingqian.web.console import accounts, audit
from mingqian.web.shared import login

urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("password/", login.change_password, name="password"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/units/new/", accounts.unit_new, name="unit-new"),
    path("accounts/<key:pk>/disable/", accounts.account_disable, name="account-disable"),
    path("roles/", accounts.roles, name="roles"),
    path("roles/<key:pk>/", accounts.role_change, name="role-change"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<key:pk>/", audit.audit_event, name="audit-event"),
]
