"""Addresses of the desk, accounts, roles and the trail."""

from django.urls import path

from mingqian.web.console import accounts, audit, desk, roles
from mingqian.web.shared import login

urlpatterns = [
    path("", desk.front, name="office"),
    path("desk/", desk.desk, name="desk"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("password/", login.change_password, name="password"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/export/", accounts.accounts_export, name="accounts-export"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/units/", accounts.units, name="units"),
    path("accounts/units/export/", accounts.units_export, name="units-export"),
    path("accounts/units/new/", accounts.unit_new, name="unit-new"),
    path("accounts/<key:pk>/", accounts.account, name="account"),
    path("accounts/<key:pk>/disable/", accounts.account_disable, name="account-disable"),
    path("accounts/<key:pk>/enable/", accounts.account_enable, name="account-enable"),
    path("accounts/<key:pk>/password/", accounts.account_password, name="account-password"),
    path("roles/", roles.roles, name="roles"),
    path("roles/export/", roles.roles_export, name="roles-export"),
    path("roles/<key:pk>/", roles.role_change, name="role-change"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit-export"),
    path("audit/<key:pk>/", audit.audit_event, name="audit-event"),
]
