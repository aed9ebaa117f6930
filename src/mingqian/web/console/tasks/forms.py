"""The form of a task: what is typed becomes a TaskDraft, half-filled or whole."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import organisations
from mingqian.directories import queries as directories
from mingqian.planning import queries as planning
from mingqian.planning.drafts import StratumDraft, TaskDraft
from mingqian.planning.scopes import REPEAT_GROUNDS, SCOPES, TASK_EXCLUSIONS
from mingqian.rules.refusals import Refusal, Refusals
from mingqian.web.shared.pages import sentence

KINDS = (("planned", gettext_lazy("年度计划内")), ("temporary", gettext_lazy("临时任务")))
SAMPLINGS = (("undirected", gettext_lazy("不定向")), ("directed", gettext_lazy("定向")))
WAYS = (
    ("operator", gettext_lazy("系统自抽：五分钟，可信等级 C 自证")),
    ("lotteries", gettext_lazy("三种国家彩票：开奖后出结果，可信等级 B 公开随机")),
    ("dice", gettext_lazy("现场掷骰：20 枚十面骰，可信等级 H 现场")),
)
RISKS = (
    ("A", gettext_lazy("A 低")),
    ("B", gettext_lazy("B 一般")),
    ("C", gettext_lazy("C 较高")),
    ("D", gettext_lazy("D 高")),
)
CONDITION_FIELDS = ("regions", "sectors", "unit_types", "risk_classes")
MOST_SLOTS = 5
MOST_STRATA = 20
PREFIX = "strata"


def _several(label: Any, **options: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(label=label, required=False, widget=widget, **options)


class TaskForm(forms.Form):
    """Everything of a task but its strata."""

    name = forms.CharField(label=gettext_lazy("任务名称"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("任务来源"), choices=KINDS, widget=forms.RadioSelect, initial="planned"
    )
    ground = forms.CharField(
        label=gettext_lazy("依据"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("年度计划第几项，或临时任务所依的文号、批示。"),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("抽查领域"),
        choices=lambda: [("", _("请选择")), *((s.code, _(s.title)) for s in SCOPES.values())],
        required=False,
    )
    year = forms.IntegerField(label=gettext_lazy("年度"), required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("开始日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("结束日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    items = _several(gettext_lazy("抽查事项"))
    sampling = forms.ChoiceField(
        label=gettext_lazy("抽取方式"),
        choices=SAMPLINGS,
        widget=forms.RadioSelect,
        initial="undirected",
    )
    regions = _several(gettext_lazy("属地"))
    sectors = _several(gettext_lazy("行业领域"))
    unit_types = _several(gettext_lazy("单位类型"))
    risk_classes = _several(gettext_lazy("风险等级"), choices=RISKS)
    exclusions = _several(
        gettext_lazy("排除"),
        choices=lambda: [(code, _(title)) for code, title in TASK_EXCLUSIONS.items()],
        help_text=gettext_lazy("被排除的仍在名录里，各带理由，数目随承诺公开。"),
    )
    repeat_ground = forms.ChoiceField(
        label=gettext_lazy("重复抽查的理由"),
        required=False,
        choices=lambda: [("", _("不重复抽查")), *((c, _(t)) for c, t in REPEAT_GROUNDS.items())],
        help_text=gettext_lazy("不排除本年已抽过的企业时必填（《工作指引》6.2）。"),
    )
    rate_ground = forms.CharField(
        label=gettext_lazy("低于下限的文号"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("一般事项低于 5% 时，填本局另行规定的文号；一般留空。"),
    )
    units = _several(gettext_lazy("任务执行单位"))
    inspector_cap = forms.IntegerField(
        label=gettext_lazy("每人最多检查"), required=False, min_value=1, max_value=99, initial=5
    )
    distinct_units = forms.BooleanField(
        label=gettext_lazy("同组人员尽量来自不同单位"), required=False
    )
    way = forms.ChoiceField(
        label=gettext_lazy("公开随机数"),
        choices=WAYS,
        widget=forms.RadioSelect,
        initial="operator",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item_list = directories.current_list(today)
        rows = list(directories.items(self.item_list)) if self.item_list else []
        self._choices("items", ((str(item.pk), item.matter) for item in rows))
        chosen = {str(key) for key in self["items"].value() or ()}
        self.items_shown = [(item, str(item.pk) in chosen) for item in rows]
        self._choices("units", ((str(unit.pk), unit.name) for unit in organisations()))
        self._counted("regions", directories.regions_in_use())
        sectors = directories.sectors_in_use()
        self._counted("sectors", sectors)
        # What the forms of the strata are made with, read once.
        self.for_strata = {"sectors": {each.value: each.title for each in sectors}}
        self._counted("unit_types", directories.unit_types_in_use())
        self._add_slots()

    def _add_slots(self) -> None:
        needs = [
            ("any", _("不限")),
            (_("专长"), [(f"skill:{c}", t) for c, t in planning.skill_titles().items()]),
            (_("单位"), [(f"unit:{c}", t) for c, t in planning.unit_titles().items()]),
        ]
        for number in range(2, MOST_SLOTS + 1):
            blank = [] if number == 2 else [("", _("无"))]
            self.fields[f"slot{number}"] = forms.ChoiceField(
                label=_("第 {n} 名成员").format(n=number), choices=[*blank, *needs], required=False
            )

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = list(choices)

    def _counted(self, name: str, found: Iterable[directories.Choice]) -> None:
        self._choices(name, ((c.value, f"{c.title}（{c.count:,}）") for c in found))

    @property
    def slot_fields(self) -> list[forms.BoundField]:
        """The places of the team after the leader's."""
        return [self[f"slot{number}"] for number in range(2, MOST_SLOTS + 1)]


class StratumForm(forms.Form):
    """One stratum with its rate as typed."""

    title = forms.CharField(label=gettext_lazy("层"), required=False, max_length=100)
    rate = forms.CharField(label=gettext_lazy("比例"), required=False, max_length=12)
    minimum = forms.IntegerField(
        label=gettext_lazy("最少"), required=False, min_value=0, max_value=100_000
    )
    risk_classes = _several(gettext_lazy("风险等级"), choices=RISKS)
    sectors = _several(gettext_lazy("行业领域"))

    def __init__(self, *args: Any, sectors: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sector_titles = sectors
        field = self.fields["sectors"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = list(sectors.items())

    @property
    def chosen_sectors(self) -> str:
        """The titles of the ticked sectors, for the closed list."""
        return titles_of(self["sectors"].value() or (), self.sector_titles)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into the row."""
        return not any(self.cleaned_value(n) for n in ("title", "rate", "minimum"))

    def cleaned_value(self, name: str) -> Any:
        """Return a cleaned value, an empty one for what was refused."""
        return getattr(self, "cleaned_data", {}).get(name)


StrataForms = formset_factory(StratumForm, extra=0, max_num=MOST_STRATA)


def bound_forms(data: QueryDict, today: date) -> tuple[TaskForm, Any]:
    """Return task form and strata over posted data."""
    form = TaskForm(data, today=today)
    return form, StrataForms(data, prefix=PREFIX, form_kwargs=form.for_strata)


def first_forms(draft: TaskDraft, today: date) -> tuple[TaskForm, Any]:
    """Return task form and strata as they open for a draft."""
    values, rows = initial_of(draft)
    values["year"] = values.get("year") or today.year
    form = TaskForm(initial=values, today=today)
    return form, StrataForms(prefix=PREFIX, initial=rows, form_kwargs=form.for_strata)


def draft_from(form: TaskForm, strata: Any) -> TaskDraft:
    """Return what the two bound forms hold now; fields that make no sense stay empty."""
    form.is_valid()
    strata.is_valid()
    data = form.cleaned_data
    slots = [data.get(f"slot{number}") for number in range(2, MOST_SLOTS + 1)]
    conditions = {name: tuple(data.get(name) or ()) for name in CONDITION_FIELDS}
    return TaskDraft(
        name=data.get("name", ""),
        kind=data.get("kind", "planned"),
        ground=data.get("ground", ""),
        year=data.get("year") or 0,
        scope=data.get("scope", ""),
        items=tuple(int(key) for key in data.get("items") or ()),
        sampling=data.get("sampling", "undirected"),
        conditions=conditions if data.get("sampling") == "directed" else {},
        exclusions=tuple(data.get("exclusions") or ()),
        repeat_ground=data.get("repeat_ground", ""),
        strata=tuple(_stratum(row) for row in strata.forms if not row.blank),
        rate_ground=data.get("rate_ground", ""),
        units=tuple(int(key) for key in data.get("units") or ()),
        slots=("lead", *(slot for slot in slots if slot)),
        inspector_cap=data.get("inspector_cap") or 0,
        distinct_units=bool(data.get("distinct_units")),
        way=data.get("way", "operator"),
        starts_on=data.get("starts_on"),
        ends_on=data.get("ends_on"),
    )


def _stratum(row: StratumForm) -> StratumDraft:
    return StratumDraft(
        title=row.cleaned_value("title") or "",
        rate=row.cleaned_value("rate") or "",
        minimum=row.cleaned_value("minimum") or 0,
        risk_classes=tuple(row.cleaned_value("risk_classes") or ()),
        sectors=tuple(row.cleaned_value("sectors") or ()),
    )


def initial_of(draft: TaskDraft) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the initial values of form and strata for a draft."""
    values: dict[str, Any] = {
        name: getattr(draft, name)
        for name in TaskForm.base_fields
        if hasattr(draft, name) and name not in CONDITION_FIELDS
    }
    values |= {name: list(draft.conditions.get(name, ())) for name in CONDITION_FIELDS}
    values["items"] = [str(key) for key in draft.items]
    values["units"] = [str(key) for key in draft.units]
    for number, slot in enumerate(draft.slots[1:], start=2):
        values[f"slot{number}"] = slot
    strata = [
        {
            "title": row.title,
            "rate": row.rate,
            "minimum": row.minimum or None,
            "risk_classes": list(row.risk_classes),
            "sectors": list(row.sectors),
        }
        for row in draft.strata
    ]
    return values, strata


def changed_rows(data: QueryDict, act: str) -> QueryDict:
    """Return the posted data with a stratum more (`add-stratum`) or less (`drop-stratum-2`)."""
    changed = data.copy()
    total = _number(data.get(f"{PREFIX}-TOTAL_FORMS", ""), MOST_STRATA)
    if act == "add-stratum":
        changed[f"{PREFIX}-TOTAL_FORMS"] = str(min(total + 1, MOST_STRATA))
        return changed
    gone = _number(act.removeprefix("drop-stratum-"), total)
    for row in range(gone, total):
        for name in StratumForm.base_fields:
            values = changed.getlist(f"{PREFIX}-{row + 1}-{name}")
            changed.setlist(f"{PREFIX}-{row}-{name}", values)
    if gone < total:
        changed[f"{PREFIX}-TOTAL_FORMS"] = str(total - 1)
    return changed


def _number(text: str, most: int) -> int:
    """Return a number of a form's own making; what somebody tampered with counts as the most."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 4 else most


def show_refusal(form: TaskForm, strata: Any, refusal: Refusal) -> None:
    """Put each sentence of a refusal at its field."""
    filled = [row for row in strata.forms if not row.blank]
    for each in refusal.refusals if isinstance(refusal, Refusals) else (refusal,):
        place, _dash, rest = each.field.partition("-")
        number, _dash, name = rest.partition("-")
        if place == PREFIX and number.isdigit() and int(number) < len(filled):
            row = filled[int(number)]
            row.add_error(name if name in row.fields else None, sentence(each))
        elif each.field == "slots":
            form.add_error("slot2", sentence(each))
        else:
            form.add_error(each.field if each.field in form.fields else None, sentence(each))


def titles_of(values: Iterable[str], choices: Mapping[str, Any]) -> str:
    """Return the titles of codes, joined for reading."""
    return "、".join(str(choices.get(value, value)) for value in values)
