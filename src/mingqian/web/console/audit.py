"""The trail, for those who may read all of it."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.audit import queries
from mingqian.audit.wording import DID
from mingqian.rules.permissions import Permission
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest


class TrailFilter(forms.Form):
    """Who, what, which object."""

    q = forms.CharField(label=gettext_lazy("操作人或对象"), required=False)
    action = forms.ChoiceField(
        label=gettext_lazy("动作"),
        required=False,
        choices=lambda: [("", _("全部")), *((name, str(title)) for name, title in DID.items())],
    )


@page(needs=Permission.VIEW_AUDIT)
def audit(request: OfficeRequest) -> HttpResponse:
    """List the trail, newest first."""
    form = TrailFilter(request.GET)
    rows = queries.events()
    if form.is_valid():
        rows = queries.matching(rows, **form.cleaned_data)
    page_of_rows = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "page": page_of_rows,
        "filter_form": form,
        "page_title": _("留痕"),
        "unit": _("条"),
        "clear_url": request.path,
    }
    return render(request, "console/audit/list.html", context)


@page(needs=Permission.VIEW_AUDIT)
def audit_event(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one event whole: facts, changes, request number."""
    event = queries.events().filter(pk=pk).first()
    if event is None:
        raise Http404
    return render(request, "console/audit/event.html", {"event": event, "page_title": event.did})
