"""导入: upload a file, look at what it would do, write it once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.directories.actions import note_export
from mingqian.imports import actions, queries
from mingqian.imports.actions import Upload
from mingqian.rules.permissions import Actor, Permission
from mingqian.rules.refusals import RuleBroken, gettext_noop
from mingqian.web.console import lists
from mingqian.web.console.import_preview import preview
from mingqian.web.shared.pages import page, sentence
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_file

KINDS = {
    "items": gettext_lazy("抽查事项清单"),
    "targets": gettext_lazy("检查对象名录"),
    "inspectors": gettext_lazy("检查人员名录"),
}
RUNNING = ("uploaded", "checking", "applying")
STUCK_AFTER = timedelta(minutes=10)
"""From when a job that still runs may have died, so that a person may take the import back."""


class UploadForm(forms.Form):
    """A file for one directory."""

    kind = forms.ChoiceField(label=gettext_lazy("导入到"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("文件"),
        allow_empty_file=True,
        help_text=gettext_lazy(".xlsx、.xls，名录也可以用 .csv。有标题行、合并表头也能认。"),
    )
    sheet = forms.CharField(
        label=gettext_lazy("工作表"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("文件里有几张表时填表名；空着则取最像的一张。"),
    )
    reason = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("导入事项清单时必填：调整原因，随清单一起公开。"),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("施行日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("只有事项清单需要。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(kind, KINDS[kind]) for kind in queries.kinds_of(actor)]

    def clean_file(self) -> Any:
        """Refuse a file over the limit before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                _("文件有 {found} MB，超过 {limit} MB 的上限。请拆成几份分别导入。").format(
                    found=f"{file.size / 1_000_000:.1f}",
                    limit=f"{settings.UPLOAD_LIMIT / 1_000_000:.0f}",
                )
            )
        return file


@page(needs=Permission.MANAGE_TARGETS, scoped=True)
def imports(request: OfficeRequest) -> HttpResponse:
    """List the imports of the unit, newest first."""
    kind = request.GET.get("kind", "")
    rows = queries.imports(request.actor, kind if kind in KINDS else "")
    tabs: list[tuple[str, str, int | None]] = [("", _("全部"), None)]
    tabs += [(each, str(KINDS[each]), None) for each in queries.kinds_of(request.actor)]
    context = {
        "page_title": _("导入"),
        "views": lists.views(request, "kind", tabs),
        "applied": [],
        "page": lists.page_of(request, rows),
        "unit": _("次"),
        "kind": kind if kind in KINDS else "targets",
    }
    return render(request, "console/imports/list.html", context)


@page(needs=Permission.MANAGE_TARGETS, methods=("GET", "POST"))
def import_new(request: OfficeRequest, kind: str = "targets") -> HttpResponse:
    """Take a file in; the check runs in the background."""
    if kind not in KINDS:
        raise Http404
    form = UploadForm(
        request.POST or None, request.FILES or None, actor=request.actor, initial={"kind": kind}
    )
    if form.is_valid():
        data = form.cleaned_data
        upload = Upload(
            kind=data["kind"],
            filename=data["file"].name,
            body=data["file"].read(),
            sheet=data["sheet"],
            reason=data["reason"],
            effective_on=data["effective_on"],
        )
        try:
            made = actions.upload_import(upload, by=request.actor, at=request.at)
        except RuleBroken as refusal:
            form.add_error(refusal.field or None, sentence(refusal))
        else:
            return redirect("import", made.pk)
    context = {
        "form": form,
        "kind": kind,
        "page_title": _("导入{what}").format(what=KINDS[kind]),
        "steps": [_("选择文件"), _("核对预览"), _("写入名录")],
        "limit": f"{settings.UPLOAD_LIMIT / 1_000_000:.0f} MB",
        "places": queries.knows_places(),
    }
    return render(request, "console/imports/new.html", context, status=422 if form.errors else 200)


def _found(request: OfficeRequest, pk: int) -> Any:
    found = queries.find_import(request.actor, pk)
    if found is None:
        raise Http404
    return found


@page(needs=Permission.MANAGE_TARGETS, scoped=True)
def import_(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an import: its progress, its preview, what became of it."""
    return _show(request, _found(request, pk))


def _show(request: OfficeRequest, found: Any, typed_error: str = "") -> HttpResponse:
    context = {
        "page_title": _("导入{what}").format(what=KINDS[found.kind]),
        "imported": found,
        "job": job_of(found),
        "stuck": found.state in RUNNING and request.at - found.state_at > STUCK_AFTER,
        "typed_error": typed_error,
        "steps": [_("选择文件"), _("核对预览"), _("写入名录")],
        "step": 3 if found.state in {"applying", "applied"} else 2,
        "before": queries.written_before(found),
        **preview(request, found),
    }
    status = 422 if typed_error else 200
    return render(request, "console/imports/detail.html", context, status=status)


def job_of(found: Any) -> dict[str, Any] | None:
    """Return the background work of an import as the page draws it, None when none runs."""
    if found.state not in RUNNING:
        return None
    writing = found.state == "applying"
    counted = bool(found.total) and not writing
    line = _("写入是一次完成的：完成之前名录保持原样。可以离开本页。")
    if not writing:
        line = _("正在对照名录。可以离开本页。") if counted else _("正在读取文件。可以离开本页。")
    return {
        "title": _("写入名录") if writing else _("核对文件"),
        "done": 0 if writing else found.done,
        "total": found.good if writing else found.total,
        "unit": _("行"),
        "state": "running",
        "line": line,
        "poll_url": reverse("import-progress", args=[found.pk]),
    }


@page(needs=Permission.MANAGE_TARGETS, scoped=True)
def import_progress(request: OfficeRequest, pk: int) -> HttpResponse:
    """Answer the bar of a running job; when it has ended, have the page load anew."""
    job = job_of(_found(request, pk))
    if job is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "console/imports/progress.html", {"job": job})


@page(needs=Permission.MANAGE_TARGETS, scoped=True, methods=("POST",))
def import_begin(request: OfficeRequest, pk: int) -> HttpResponse:
    """Have the checked rows written, after their number was typed."""
    found = _found(request, pk)
    typed = request.POST.get("typed", "").replace(",", "").strip()
    if found.state == "checked" and typed != str(found.good):
        return _show(
            request,
            found,
            _("应为 {n}。没有写入任何内容，请核对后重新输入。").format(n=found.good),
        )
    actions.begin_import(found, by=request.actor, at=request.at)
    return redirect("import", pk)


@page(needs=Permission.MANAGE_TARGETS, scoped=True, methods=("POST",))
def import_step(request: OfficeRequest, pk: int) -> HttpResponse:
    """Stop an import, have it checked again, or take back a write that hangs."""
    found = _found(request, pk)
    act = request.POST.get("act", "")
    if act == "stop":
        actions.stop_import(found, by=request.actor, at=request.at)
        messages.success(request, _("已停止，没有写入任何内容；文件已删除，指纹留在留痕里。"))
    elif act == "recheck":
        actions.recheck_import(found, by=request.actor, at=request.at)
    elif act == "release":
        _release(request, found)
    else:
        raise Http404
    return redirect("import", pk)


def _release(request: OfficeRequest, found: Any) -> None:
    if request.at - found.state_at <= STUCK_AFTER:
        raise RuleBroken(gettext_noop("写入还在进行，请稍候。"))
    why = _("{name} 退回了没有完成的写入，名录保持原样。").format(name=request.actor.name)
    actions.release_import(found, why=why, by=request.actor, at=request.at)


@page(needs=Permission.MANAGE_TARGETS, scoped=True)
def import_failed(request: OfficeRequest, pk: int) -> HttpResponse:
    """Send the rows that failed, with what is wrong, to be corrected and sent again."""
    found = _found(request, pk)
    if not found.bad or found.state == "stopped":
        raise Http404
    title = _("{what}错误清单").format(what=KINDS[found.kind])
    note_export(
        what=title, rows=found.bad, filters={"import": str(pk)}, by=request.actor, at=request.at
    )
    return answer_file(title, queries.failed_workbook(found))


@page(needs=Permission.MANAGE_TARGETS)
def import_template(request: OfficeRequest, kind: str) -> HttpResponse:
    """Send the empty sheet of a kind."""
    if kind not in KINDS:
        raise Http404
    return answer_file(_("{what}模板").format(what=KINDS[kind]), queries.template_workbook(kind))
