"""Log-in, log-out and password, for every face."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts import actions
from mingqian.accounts.queries import actor_of, find_by_log_in_name, person_of
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.shared.pages import page, public, sentence
from mingqian.web.shared.request import OfficeRequest


class LoginForm(AuthenticationForm):
    """Log-in name and password; one sentence for every failure."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "登录名或密码不对，或账号已停用。连续 5 次不对，将锁定 15 分钟。"
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("登录名")
        self.fields["password"].label = _("密码")


def _asked_address(request: HttpRequest) -> str:
    """Return the page that the person wanted, "" when it is none of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    return (
        wanted
        if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=secure)
        else ""
    )


def _next_address(request: HttpRequest) -> str:
    return _asked_address(request) or reverse("desk")


@public(methods=("GET", "POST"))
def log_in(request: OfficeRequest) -> HttpResponse:
    """Show the form; let a person in and keep it in the trail."""
    if request.actor.user is not None and request.method == "GET":
        return redirect(_next_address(request))
    form = LoginForm(request, data=request.POST if request.method == "POST" else None)
    address = request.META.get("REMOTE_ADDR", "")
    if form.is_valid():
        user = form.get_user()
        login(request, user)
        actions.note_login(user, address=address, by=actor_of(user), at=request.at)
        return redirect(_next_address(request))
    if form.is_bound:
        _note_failure(request, form.cleaned_data.get("username", ""), address)
    context = {"form": form, "next": _asked_address(request)}
    return render(request, "mq/login.html", context, status=422 if form.is_bound else 200)


def _note_failure(request: OfficeRequest, username: str, address: str) -> None:
    """Keep the failure; the answer never tells whether the log-in name exists."""
    locked = bool(getattr(request, "axes_locked_out", False))
    user = find_by_log_in_name(username)
    actions.note_failed_login(
        user, address=address, locked=locked, by=request.actor, at=request.at
    )


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Answer the sixth wrong password in a row."""
    context = {
        "title": _("登录已锁定"),
        "text": _("连续 5 次密码不对，这个登录名在本机锁定 15 分钟。没有写入任何内容。"),
        "who_can_help": _("忘记密码的，请系统管理员重设密码。"),
        "status": 429,
        "home_url": reverse("login"),
        "home_text": _("回登录页"),
    }
    return render(request, "mq/error.html", context, status=429)


@public(methods=("POST",))
def log_out(request: OfficeRequest) -> HttpResponse:
    """End the session, also of somebody who has no role yet, and keep it in the trail."""
    if request.actor.user is not None:
        actions.note_logout(person_of(request.actor), by=request.actor, at=request.at)
    logout(request)
    return redirect("login")


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=gettext_lazy("原密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("至少 10 位，不能全是数字，不能是常见密码。"),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一次新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different new passwords."""
        data = super().clean() or {}
        if "new" in data and "again" in data and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return data


@page(needs=Permission.VIEW_DESK, methods=("GET", "POST"))
def change_password(request: OfficeRequest) -> HttpResponse:
    """Change one's own password; other sessions of the person end."""
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        person = person_of(request.actor)
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            actions.change_password(person, old=old, new=new, by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            login(request, person, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, _("密码已修改。"))
            return redirect("desk")
    context = {"form": form, "page_title": _("修改密码")}
    status = 422 if form.errors else 200
    return render(request, "console/password.html", context, status=status)
