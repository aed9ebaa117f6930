"""The lists of the registers as spreadsheets: exactly what is seen, and kept in the trail."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from mingqian.directories import queries
from mingqian.directories.actions import note_export
from mingqian.directories.queries import InspectorSearch, ItemSearch
from mingqian.rules.masking import mask_phone
from mingqian.rules.permissions import Permission
from mingqian.web.console import lists
from mingqian.web.console.inspectors import InspectorFilter, standing_chip
from mingqian.web.console.items import ItemFilter, asked_version
from mingqian.web.console.targets import TargetFilter, search_of
from mingqian.web.shared.pages import page
from mingqian.web.shared.request import OfficeRequest
from mingqian.web.shared.sheets import answer_sheet


def _send(
    request: OfficeRequest,
    form: forms.Form,
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> HttpResponse:
    listed = list(rows)
    note_export(
        what=title, rows=len(listed), filters=lists.filled(form), by=request.actor, at=request.at
    )
    return answer_sheet(title, headers, listed)


@page(needs=Permission.VIEW_ITEMS)
def items_export(request: OfficeRequest) -> HttpResponse:
    """Send the items of a version that match the filters."""
    version = asked_version(request)
    if version is None:
        raise Http404
    form = ItemFilter(request.GET, item_list=version)
    found = queries.items(version, ItemSearch(**lists.filled(form)))
    headers = [
        _("事项编号"),
        _("编制单位"),
        _("抽查类别"),
        _("抽查事项"),
        _("检查对象"),
        _("事项类别"),
        _("检查方式"),
        _("检查部门"),
        _("实施层级"),
        _("检查依据"),
        _("抽查比例"),
    ]
    title = _("抽查事项清单第{n}版").format(n=version.number)
    return _send(request, form, title, headers, map(_item_row, found))


def _item_row(item: Any) -> list[object]:
    return [
        item.code,
        item.body,
        item.category,
        item.matter,
        item.objects_text,
        str(item.get_item_class_display()),
        item.method,
        item.department,
        item.level,
        "\n".join(item.legal_bases),
        item.ratio,
    ]


@page(needs=Permission.VIEW_TARGETS, scoped=True)
def targets_export(request: OfficeRequest) -> HttpResponse:
    """Send the targets that match the filters, telephone numbers masked."""
    form = TargetFilter(request.GET, actor=request.actor)
    found = queries.targets(request.actor, search_of(request, form))
    headers = [
        _("统一社会信用代码"),
        _("单位名称"),
        _("单位类型"),
        _("行业代码"),
        _("行业"),
        _("行业领域"),
        _("区划"),
        _("监管类型"),
        _("风险等级"),
        _("管辖单位"),
        _("住所"),
        _("联系电话"),
        _("上次检查日期"),
        _("状态"),
    ]
    rows = map(_target_row, found.iterator(chunk_size=2_000))
    return _send(request, form, _("检查对象名录"), headers, rows)


def _target_row(target: Any) -> list[object]:
    return [
        target.credit_code,
        target.name,
        target.unit_type,
        target.industry,
        target.industry_name,
        queries.sector_name(target.sector),
        target.region_name,
        target.regulatory_type,
        target.risk_class,
        target.organisation.name,
        target.address,
        mask_phone(target.phone) if target.phone else "",
        target.last_inspected_on.isoformat() if target.last_inspected_on else _("从未"),
        str(target.get_status_display()),
    ]


@page(needs=Permission.VIEW_INSPECTORS, scoped=True)
def inspectors_export(request: OfficeRequest) -> HttpResponse:
    """Send the inspectors that match the filters, without ID and telephone numbers."""
    today = localdate(request.at)
    form = InspectorFilter(request.GET)
    found = queries.inspectors(request.actor, today, InspectorSearch(**lists.filled(form)))
    headers = [
        _("姓名"),
        _("性别"),
        _("所在单位"),
        _("层级"),
        _("职务或职称"),
        _("执法证号"),
        _("有效期起"),
        _("有效期止"),
        _("业务专长"),
        _("可任组长"),
        _("状态"),
    ]
    rows = (
        [
            each.name,
            str(each.get_sex_display()),
            each.organisation.name,
            str(each.get_level_display()),
            each.post,
            each.certificate_number,
            each.valid_from.isoformat(),
            each.valid_to.isoformat(),
            "、".join(each.expertise),
            each.may_lead,
            standing_chip(each, today)[1],
        ]
        for each in found
    )
    return _send(request, form, _("检查人员名录"), headers, rows)
