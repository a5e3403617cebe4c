"""What people say on the way of an import. Forms only clean; services decide."""

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.draft import doubt_reason
from imports.models import ImportBatch, ImportRow, NameRule
from imports.readers import ENDINGS
from imports.remarks import FIELDS, field_label
from imports.services.compare import LIMITS
from imports.services.edit import shown
from imports.target_words import target_of
from imports.wording import squeeze
from tasks.models import Plan
from tasks.services.years import FIRST_YEAR, LAST_YEAR
from tasks.target_words import words_of

Choice = ImportRow.Choice

MEANINGS = {
    "partners": gettext_lazy("partners; a column of its own names the leads"),
    "first_leads": gettext_lazy("the first leads, the others are partners"),
    "all_lead": gettext_lazy("all of them lead"),
}


#: how documents are laid out, by imports.layouts.NAMES
LAYOUTS = {
    "table": gettext_lazy("a table, a row a task"),
    "flattened": gettext_lazy("a table that became lines, a cell a line"),
    "sections": gettext_lazy("sections by leader or lead unit"),
    "labelled": gettext_lazy("tasks with labelled lines (牵头领导：… 责任单位：…)"),
    "goals": gettext_lazy("numbered goals with units in brackets"),
    "report": gettext_lazy("a work report that assigns nobody"),
}


def layout_words(names: str) -> str:
    """The layouts of a batch in words; several are joined by + in `names`."""
    return "、".join(str(LAYOUTS.get(name, name)) for name in names.split("+") if name)


class UploadForm(forms.Form):
    """One plan document."""

    file = forms.FileField(
        label=gettext_lazy("Plan document"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"empty": gettext_lazy("The file is empty. Choose the file that holds the plan.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            sentence = _(
                "The file has %(size)s; at most %(limit)s can be read. Remove pictures, or divide it."
            )
            sizes = {"size": filesizeformat(file.size or 0), "limit": filesizeformat(settings.UPLOAD_LIMIT)}
            raise forms.ValidationError(sentence % sizes)
        return file


class YearField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Year of the plan"), min_value=FIRST_YEAR, max_value=LAST_YEAR, **options
        )


class QuestionForm(forms.Form):
    """What the document left open: only the questions of its batch are asked."""

    year = YearField()

    def __init__(self, data: Any = None, *, batch: ImportBatch) -> None:
        super().__init__(data)
        self.batch = batch
        if "year" not in batch.question:
            del self.fields["year"]

    def answers(self) -> dict[str, Any]:
        """The answers as services.decide keeps them: going on is the answer to everything else."""
        asked = self.batch.question
        going_on = {"ours": "district" in asked, "same_file": "same_file" in asked}
        return {**{name: True for name, asked in going_on.items() if asked}, **self.cleaned_data}


class ReadingForm(forms.Form):
    """Another way to read the same document: its year, its titles, its layout, what 责任单位 means."""

    year = YearField()
    layout = forms.ChoiceField(label=gettext_lazy("Laid out as"), required=False)
    responsible_units = forms.ChoiceField(
        label=gettext_lazy("The column 责任单位 holds"), choices=list(MEANINGS.items())
    )

    def __init__(self, data: Any = None, *, batch: ImportBatch) -> None:
        draft = batch.draft
        meaning = draft.get("responsible_units_meaning")
        chosen = batch.answers.get("layout") or ""
        initial = {"year": batch.year_number, "responsible_units": meaning, "layout": chosen}
        super().__init__(data, initial=initial)
        cast(forms.ChoiceField, self.fields["layout"]).choices = [("", _("as detected")), *LAYOUTS.items()]
        if not meaning:
            del self.fields["responsible_units"]
        for number, plan in enumerate(draft.get("plans", [])):
            self.fields[f"title_{number}"] = _title_field(plan, len(draft["plans"]))

    def answers(self) -> dict[str, Any]:
        """The answers as services.decide keeps them."""
        said = self.cleaned_data
        titles = [value for name, value in said.items() if name.startswith("title_")]
        return {
            **{name: said[name] for name in ("year", "responsible_units") if name in said},
            "layout": said["layout"] or None,
            "titles": titles,
        }


def _title_field(plan: dict[str, Any], plans: int) -> forms.CharField:
    label = _("Title of the plan") if plans == 1 else _("Title of plan %(number)s") % {"number": plan["id"]}
    longest = Plan._meta.get_field("title").max_length
    return forms.CharField(label=label, max_length=longest, initial=plan["title"])


class BulkForm(forms.Form):
    """One field of many rows at once."""

    NAMES = ("lead_officials", "lead_units", "partner_units")
    field = forms.ChoiceField(
        label=gettext_lazy("Field"),
        choices=[
            (name, FIELDS[name])
            for name in ("lead_units", "lead_officials", "partner_units", "deadline_text", "section", "goal")
        ],
    )
    value = forms.CharField(label=gettext_lazy("Value"), required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        name, value = said.get("field", ""), said.get("value", "")
        if name in self.NAMES:
            said["value"] = NamesField(required=False).clean(value)
        elif len(value) > LIMITS.get(name, 2000):
            self.add_error("value", _("At most %(limit)s signs.") % {"limit": LIMITS[name]})
        return said


class NameForm(forms.Form):
    """Whom a name means that the district does not know."""

    NEW, SAME, NOBODY = "new", "same", "nobody"
    kind = forms.ChoiceField(choices=NameRule.Kind.choices, widget=forms.HiddenInput)
    name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    what = forms.ChoiceField(
        choices=[
            (NEW, gettext_lazy("enter as new")),
            (SAME, gettext_lazy("is the same as")),
            (NOBODY, gettext_lazy("names nobody, leave out")),
        ],
        label=gettext_lazy("What it is"),
    )
    means = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Same as"), widget=forms.TextInput
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("what") == self.SAME and not said.get("means"):
            self.add_error("means", _("Say as whom, by a name known here."))
        return said


class BaseNames(forms.BaseFormSet[NameForm]):
    """A line for each name that the district does not know."""

    def meanings(self) -> dict[tuple[str, str], str]:
        """As services.naming.name takes them; names to be entered as new are left out."""
        said = [form.cleaned_data for form in self.forms]
        return {
            (each["kind"], each["name"]): each["means"] if each["what"] == NameForm.SAME else ""
            for each in said
            if each["what"] != NameForm.NEW
        }


NamesForm = forms.formset_factory(NameForm, formset=BaseNames, extra=0, max_num=5000, absolute_max=5000)


class ConfirmForm(forms.Form):
    """What becomes of the rows in doubt that nobody has decided about."""

    undecided = forms.ChoiceField(
        label=gettext_lazy("These rows"),
        choices=[
            (
                Choice.EMPTY.value,
                gettext_lazy("import, leaving the fields in doubt empty and still to check"),
            ),
            (Choice.AS_READ.value, gettext_lazy("import as read, taking all readings offered")),
            (Choice.LEAVE_OUT.value, gettext_lazy("do not import")),
        ],
        initial=Choice.EMPTY.value,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, undecided: int, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
        if not undecided:
            del self.fields["undecided"]


class NamesField(forms.CharField):
    """Names divided by 、 or a line break; a list of names, none twice."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        pieces = re.split("[、，,；;\n]", super().to_python(value) or "")
        return list(dict.fromkeys(squeeze(piece) for piece in pieces if squeeze(piece)))


class TargetsField(forms.CharField):
    """Promised numbers, one a line, as imports/target_words.py writes them; a list of such lines."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in re.split("[；;\n]", super().to_python(value) or "")]
        return [self._line(line) for line in lines if line]

    def _line(self, line: str) -> str:
        try:
            return words_of(target_of(line))
        except ValueError:
            sentence = _("“%(line)s” is no target. Write what is counted, a number and its unit: %(example)s")
            raise forms.ValidationError(
                sentence % {"line": line[:60], "example": "新建口袋公园 ≥4个"}
            ) from None


class RowForm(forms.Form):
    """The values of a row, to be corrected; see imports/services/edit.py."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    section = forms.CharField(required=False, max_length=LIMITS["section"])
    goal = forms.CharField(required=False, max_length=LIMITS["goal"])
    label = forms.CharField(required=False, max_length=LIMITS["label"])
    lead_officials = NamesField(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    lead_units = NamesField(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    deadline_text = forms.CharField(required=False, max_length=LIMITS["deadline_text"])
    partner_units = NamesField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    targets = TargetsField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, row: ImportRow) -> None:
        super().__init__(data, initial=shown(row), auto_id="row_%s")
        for name, field in self.fields.items():
            field.label = field_label(name)
            if name in row.checks:
                field.help_text = doubt_reason(row.checks[name])
                field.widget.attrs["class"] = "unsure"
