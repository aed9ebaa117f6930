"""Forms for public numbers: typed as the official notice prints them, twice."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mingqian.draws.numbers import Number, dice_value, dlt_value, pl5_value, ssq_value

HEX64 = {"spellcheck": "false", "autocomplete": "off", "maxlength": "64"}


def tokens(text: str) -> list[str]:
    """Return what was typed between blanks and commas, full-width digits made plain."""
    plain = unicodedata.normalize("NFKC", text)
    return [part for part in re.split(r"[\s,，、.+|-]+", plain) if part]


def faces(text: str) -> list[str]:
    """Return dice one by one, typed apart (`3 10 7`) or in blocks (`39170 26480`)."""
    parts = tokens(text)
    if all(len(part) == 1 or part == "10" for part in parts):
        return parts
    return list("".join(parts))


def balls(text: str) -> list[str]:
    """Return balls one by one, typed apart (`03 07`) or in one row of pairs (`0307`)."""
    parts = tokens(text)
    if len(parts) == 1 and len(parts[0]) > 2:
        row = parts[0]
        return [row[place : place + 2] for place in range(0, len(row), 2)]
    return parts


def _typed(label: Any, hint: Any, *, mode: str = "numeric") -> forms.CharField:
    attrs = {"inputmode": mode, "autocomplete": "off"}
    return forms.CharField(
        label=label, help_text=hint, max_length=200, widget=forms.TextInput(attrs=attrs)
    )


def _fingerprint(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=64,
        help_text=gettext_lazy("SHA-256，64 位；可不填，不填时以录入记录为凭据。"),
        widget=forms.TextInput(attrs=HEX64),
    )


def _day() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("开奖日"),
        help_text=gettext_lazy("以官方公告为准；承诺的日期起第一期。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _issue(example: str) -> forms.CharField:
    return _typed(gettext_lazy("期号"), gettext_lazy("如 ") + example)


class NumberForm(forms.Form):
    """The part that all sources share: turning what was typed into a Number."""

    def value(self) -> str:
        """Return the canonical value; RuleBroken names the wrong place."""
        raise NotImplementedError

    def number(self, place: int, on: str) -> Number:
        """Return the number of a source; the dice are thrown on the committed day."""
        day = self.cleaned_data.get("on")
        return Number(
            source=place,
            value=self.value(),
            on=f"{day:%Y%m%d}" if day else on,
            notice=self.cleaned_data.get("notice", ""),
            video=self.cleaned_data.get("video", ""),
        )


class DiceForm(NumberForm):
    """20 ten-sided dice, in the order they were thrown."""

    digits = _typed(
        gettext_lazy("20 枚十面骰"),
        gettext_lazy("按掷出的次序，0–9，读数 10 记作 0；可连写，也可用空格分开。"),
    )
    video = _fingerprint(gettext_lazy("录像文件指纹"))

    def value(self) -> str:
        """Return the canonical value."""
        return dice_value(faces(self.cleaned_data["digits"]))


class SsqForm(NumberForm):
    """双色球."""

    issue = _issue("2026128")
    on = _day()
    red = _typed(gettext_lazy("红球"), gettext_lazy("6 个，从小到大，如 03 07 11 19 28 33"))
    blue = _typed(gettext_lazy("蓝球"), gettext_lazy("1 个，01–16"))
    notice = _fingerprint(gettext_lazy("公告文件指纹"))

    def value(self) -> str:
        """Return the canonical value."""
        data = self.cleaned_data
        blue = balls(data["blue"])
        return ssq_value(data["issue"], balls(data["red"]), " ".join(blue))


class DltForm(NumberForm):
    """大乐透."""

    issue = _issue("26128")
    on = _day()
    front = _typed(gettext_lazy("前区"), gettext_lazy("5 个，从小到大，如 05 12 19 28 33"))
    back = _typed(gettext_lazy("后区"), gettext_lazy("2 个，从小到大，如 04 08"))
    notice = _fingerprint(gettext_lazy("公告文件指纹"))

    def value(self) -> str:
        """Return the canonical value."""
        data = self.cleaned_data
        return dlt_value(data["issue"], balls(data["front"]), balls(data["back"]))


class Pl5Form(NumberForm):
    """排列5."""

    issue = _issue("26296")
    on = _day()
    digits = _typed(gettext_lazy("号码"), gettext_lazy("5 位，如 0 1 2 3 4"))
    notice = _fingerprint(gettext_lazy("公告文件指纹"))

    def value(self) -> str:
        """Return the canonical value."""
        data = self.cleaned_data
        return pl5_value(data["issue"], list("".join(tokens(data["digits"]))))


FORMS: dict[str, Callable[..., NumberForm]] = {"SSQ": SsqForm, "DLT": DltForm, "PL5": Pl5Form}


def form_for(source: Any) -> Callable[..., NumberForm]:
    """Return the form of a source of the ceremony."""
    return DiceForm if source.kind == "dice" else FORMS[source.id]
