"""Form fields as the interface writes them: label, 必填 as a word, hint, error with icon."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mingqian.web.shared.look.icons import icon

_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@dataclass(frozen=True)
class FieldLook:
    """A bound field with everything the row template needs."""

    bound: BoundField
    control: SafeString
    options: list[Any]
    above: bool
    unit: str

    @property
    def title(self) -> SafeString:
        """The label with 必填 as a word."""
        label = str(self.bound.label or self.bound.name)
        if not self.bound.field.required:
            return format_html("{}", label)
        return format_html('{}<span class="mq-required">{}</span>', label, _("（必填）"))

    @property
    def group_attributes(self) -> SafeString:
        """Name, describe and mark a group of options, as a control of its own would be."""
        name = self.bound.auto_id
        attrs = {"id": name, "aria-labelledby": f"{name}_label", "tabindex": "-1"}
        if described_by(self.bound):
            attrs["aria-describedby"] = described_by(self.bound)
        return SafeString(flatatt(attrs).strip())

    @property
    def grouped(self) -> bool:
        """Radio buttons and check boxes are a group under one label."""
        return isinstance(self.bound.field.widget, _CHOICES)

    @property
    def single_check(self) -> bool:
        """One check box carries its own label beside it."""
        widget = self.bound.field.widget
        return isinstance(widget, forms.CheckboxInput) and not self.grouped


@dataclass(frozen=True)
class FieldError:
    """One line of the error list at the top of a form."""

    target: str
    label: str
    text: str


def field_look(
    bound: BoundField, *, width: str = "", above: bool = False, unit: str = ""
) -> FieldLook:
    """Prepare a bound field: classes, described-by, invalid mark."""
    options: list[Any] = []
    control = SafeString("")
    if isinstance(bound.field.widget, _CHOICES):
        bad = " is-invalid" if bound.errors else ""
        bound.field.widget.attrs["class"] = f"form-check-input{bad}"
        options = list(bound.subwidgets)
    else:
        control = bound.as_widget(attrs=_attributes(bound, width))
    return FieldLook(bound, control, options, above, unit)


def described_by(bound: BoundField) -> str:
    """Name the hint and the errors of a field for its control."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_hint")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _attributes(bound: BoundField, width: str) -> dict[str, Any]:
    widget = bound.field.widget
    classes = [str(widget.attrs.get("class", "")), _control_class(widget)]
    if width:
        classes.append(f"mq-w-{width}")
    if bound.errors:
        classes.append("is-invalid")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if described_by(bound):
        attrs["aria-describedby"] = described_by(bound)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return attrs


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def form_errors(form: forms.BaseForm) -> list[FieldError]:
    """List every error of a form in the order of its fields, each with the place it belongs to."""
    found = [FieldError("", "", str(text)) for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else bound.id_for_label or bound.auto_id
        label = str(bound.label or bound.name)
        found += [FieldError(target, label, str(text)) for text in bound.errors]
    return found


def filter_control(bound: BoundField) -> SafeString:
    """Render a control of a filter row: no label beside it, so it names itself."""
    bound.help_text = ""  # a filter has no room for hints, so none may be referred to
    control = _filter_input(bound)
    if not bound.errors:
        return control
    return format_html(
        '{}<span class="mq-error" id="{}_error">{}<span>{}</span></span>',
        control,
        bound.auto_id,
        icon("alert-triangle"),
        " ".join(str(each) for each in bound.errors),
    )


def _filter_input(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    label = str(bound.label or bound.name)
    looks = _control_class(widget)
    attrs: dict[str, str | bool] = {"class": looks, "aria-label": label}
    if isinstance(widget, forms.CheckboxInput):
        control = bound.as_widget(attrs={"class": "form-check-input"})
        return format_html('<label class="form-check m-0">{} {}</label>', control, label)
    if isinstance(widget, forms.Select):
        rest = [each for each in widget.choices if each[0] not in ("", None)]
        widget.choices = [("", _("%(label)s：全部") % {"label": label}), *rest]
    elif isinstance(widget, forms.DateInput):
        control = bound.as_widget(attrs={"class": f"{looks} mq-w-160", "aria-label": label})
        return format_html(
            '<span class="mq-with-unit"><span aria-hidden="true">{}</span>{}</span>',
            label,
            control,
        )
    else:
        attrs["class"] = f"{looks} mq-w-220"
        attrs["placeholder"] = str(widget.attrs.get("placeholder", label))
    return bound.as_widget(attrs=attrs)
