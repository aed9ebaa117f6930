"""The form of a target: the fields of G 5.2.1, checked by the rules of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingqian.accounts.queries import organisations
from mingqian.directories import queries
from mingqian.rules.permissions import Actor
from mingqian.rules.refusals import Refusal
from mingqian.web.shared.pages import sentence


class TargetForm(forms.Form):
    """A target as people type it; `reason` only where something is changed."""

    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=40,
        help_text=gettext_lazy("18 位，按营业执照填写。"),
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    organisation = forms.ChoiceField(label=gettext_lazy("管辖单位"))
    region = forms.ChoiceField(label=gettext_lazy("属地"))
    industry = forms.CharField(
        label=gettext_lazy("行业代码"),
        max_length=8,
        help_text=gettext_lazy("GB/T 4754-2017，例如 2614 或 C2614。"),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("行业领域"),
        required=False,
        help_text=gettext_lazy("危险化学品、烟花爆竹以许可证为准，不只看行业代码。"),
    )
    regulatory_type = forms.ChoiceField(
        label=gettext_lazy("监管类型"),
        required=False,
        choices=[
            ("", gettext_lazy("未填")),
            ("重点", gettext_lazy("重点")),
            ("一般", gettext_lazy("一般")),
        ],
    )
    risk_class = forms.ChoiceField(
        label=gettext_lazy("风险等级"),
        choices=[
            ("A", gettext_lazy("A 低风险")),
            ("B", gettext_lazy("B 一般风险")),
            ("C", gettext_lazy("C 较高风险")),
            ("D", gettext_lazy("D 高风险")),
        ],
        initial="B",
    )
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("标记"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=queries.FLAG_TITLES,
    )
    unit_type = forms.CharField(label=gettext_lazy("单位类型"), max_length=64, required=False)
    subject_type = forms.CharField(label=gettext_lazy("主体类型"), max_length=64, required=False)
    legal_representative = forms.CharField(
        label=gettext_lazy("法定代表人"), max_length=64, required=False
    )
    address = forms.CharField(label=gettext_lazy("住所"), max_length=300, required=False)
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=64, required=False)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("加密保存。固定电话带区号。"),
    )
    business_scope = forms.CharField(
        label=gettext_lazy("经营范围"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    covered_by = forms.CharField(
        label=gettext_lazy("上级计划"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("省、市计划已覆盖的，写明计划名称；本县抽取时排除。"),
    )
    last_inspected_on = forms.DateField(
        label=gettext_lazy("上次检查"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("变更理由"),
        max_length=500,
        help_text=gettext_lazy("例如：企业来函、年度核查、审批变更。理由记入留痕。"),
    )

    def __init__(self, *args: Any, actor: Actor, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new = new
        del self.fields["reason" if new else "credit_code"]
        units = [(str(u.pk), u.name) for u in organisations() if actor.reaches(u.pk)]
        self._choose("organisation", units if len(units) == 1 else [("", _("请选择")), *units])
        places = [(place.code, place.name) for place in queries.places()]
        self._choose("region", [("", _("请选择")), *places])
        self._choose("sector", [("", _("未填")), *queries.sector_titles()])
        if not new:
            # A number that is stored shows as kept; typing a new one replaces it.
            self.fields["phone"].help_text = gettext_lazy("已填的号码不显示；留空表示不改。")

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def unit_key(self) -> int:
        """Return the key of the unit that was chosen."""
        return int(self.cleaned_data["organisation"])

    def values(self) -> dict[str, Any]:
        """Return what to write; an empty telephone field leaves a stored number alone."""
        values = dict(self.cleaned_data)
        values.pop("organisation")
        values.pop("reason", None)
        if not self.new and not values["phone"]:
            values.pop("phone")
        return values

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at its field."""
        known = refusal.field if refusal.field in self.fields else None
        self.add_error(known, sentence(refusal))


def first_values(target: Any) -> dict[str, Any]:
    """Return what the form shows of a target; never the telephone number."""
    names = [name for name in TargetForm.base_fields if hasattr(target, name) and name != "phone"]
    return {name: getattr(target, name) for name in names} | {
        "organisation": str(target.organisation_id)
    }
