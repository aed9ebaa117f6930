"""Signing what was recorded, and handing it to the head of the unit."""

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.audit.door import TakenAlready
from mingqian.inspections import actions
from mingqian.inspections.queries import ResultSheet
from mingqian.rules.permissions import Permission
from mingqian.rules.refusals import Refusal
from mingqian.web.field.sheets import own_sheet, part_of
from mingqian.web.shared.pages import page, sentence, status_of
from mingqian.web.shared.request import OfficeRequest

# After as many wrong passwords somebody else may hold the telephone.
MOST_TRIES = 5


class SignForm(forms.Form):
    """The pledge and the password again."""

    pledged = forms.BooleanField(label=gettext_lazy("我已阅读并遵守廉政承诺"), required=False)
    password = forms.CharField(
        label=gettext_lazy("登录密码"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@page(needs=Permission.RECORD_RESULTS, scoped=True, methods=("GET", "POST"))
def visit_sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show the whole content with its fingerprint; sign it with the password."""
    sheet = own_sheet(request, pk)
    form = SignForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _sign_page(request, sheet, form, status=422 if form.is_bound else 200)
    try:
        actions.sign_result(
            sheet.result,
            password=form.cleaned_data["password"],
            pledged=form.cleaned_data["pledged"],
            seen_hash=request.POST.get("seen", ""),
            by=request.actor,
            at=request.at,
        )
    except TakenAlready as refusal:
        messages.warning(request, sentence(refusal))
        return _sign_page(request, own_sheet(request, pk), SignForm(), status=409)
    except Refusal as refusal:
        if refusal.field == "password" and _tried_too_often(request):
            return redirect("login")
        form.add_error(refusal.field or None, sentence(refusal))
        return _sign_page(request, own_sheet(request, pk), form, status=status_of(refusal))
    request.session.pop("wrong_signatures", None)
    messages.success(request, _("已签名。"))
    return redirect("visit", pk=pk)


def _tried_too_often(request: OfficeRequest) -> bool:
    """Count a wrong password; end the session when it was one too many."""
    count = request.session.get("wrong_signatures", 0) + 1
    request.session["wrong_signatures"] = count
    if count < MOST_TRIES:
        return False
    logout(request)
    messages.error(request, _("密码连续不对，已退出登录。请重新登录后再签名。"))
    return True


def _sign_page(
    request: OfficeRequest, sheet: ResultSheet, form: SignForm, *, status: int
) -> HttpResponse:
    context = {
        "page_title": _("核对并签名"),
        "back_url": reverse("visit", args=[sheet.visit.pk]),
        "sheet": sheet,
        "visit": sheet.visit,
        "result": sheet.result,
        "form": form,
        **part_of(request, sheet),
    }
    return render(request, "field/sign.html", context, status=status)


@page(needs=Permission.RECORD_RESULTS, scoped=True, methods=("POST",))
def visit_submit(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hand the signed result to the head of the unit."""
    sheet = own_sheet(request, pk)
    actions.submit_result(sheet.result, by=request.actor, at=request.at)
    unit = sheet.visit.organisation.name
    messages.success(request, _("已提交 {unit} 负责人审核。").format(unit=unit))
    return redirect("visit", pk=pk)
