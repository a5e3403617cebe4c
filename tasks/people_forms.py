"""Forms for handing over: who goes, who comes; units renamed and merged."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.models import District, Official, Unit, User
from tasks.permissions import accounts_in
from tasks.services.names import tidy


class SuccessorForm(forms.Form):
    """Somebody who is there already, or somebody new by name."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("after")) == bool(given.get("name")) and not self.errors:
            raise forms.ValidationError(
                _("Choose the successor from the list, or enter a new one: one of both.")
            )
        return given


class OfficialForm(SuccessorForm):
    """Who comes after an official."""

    after = forms.ModelChoiceField(
        Official.objects.none(),
        label=gettext_lazy("Successor"),
        required=False,
        empty_label=gettext_lazy("a new official, entered below"),
    )
    name = forms.CharField(label=gettext_lazy("Name of the new official"), max_length=50, required=False)
    title = forms.CharField(label=gettext_lazy("Office"), max_length=100, required=False)
    username = forms.CharField(
        label=gettext_lazy("User name of a new account for the successor"),
        help_text=gettext_lazy("Leave it empty where the successor has an account, or is to have none."),
        max_length=150,
        required=False,
        validators=[UnicodeUsernameValidator()],
    )
    shut = forms.BooleanField(
        label=gettext_lazy("Shut the accounts of who goes"), required=False, initial=True
    )

    def __init__(self, data: Any = None, *, before: Official) -> None:
        super().__init__(data)
        self.before = before
        self._field("after").queryset = before.district.officials.filter(active=True).exclude(pk=before.pk)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if name and self.before.district.officials.filter(name=name).exists():
            raise forms.ValidationError(
                _("There is somebody of this name already: choose them from the list.")
            )
        return name


class ClerkForm(SuccessorForm):
    """Who comes after a clerk."""

    after = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Successor"),
        required=False,
        empty_label=gettext_lazy("a new account, entered below"),
    )
    name = forms.CharField(label=gettext_lazy("Name of the new clerk"), max_length=50, required=False)
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        required=False,
        validators=[UnicodeUsernameValidator()],
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=30, required=False)
    shut = forms.BooleanField(
        label=gettext_lazy("Shut the account of who goes"), required=False, initial=True
    )

    def __init__(self, data: Any = None, *, before: User, district: District) -> None:
        super().__init__(data)
        field: Any = self.fields["after"]
        accounts = accounts_in([district.pk]).filter(is_active=True).exclude(pk=before.pk)
        field.queryset = accounts.order_by("username")
        field.label_from_instance = lambda account: f"{account}（{account.username}）"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("name") and not given.get("username"):
            self.add_error("username", _("A new account needs a user name."))
        return given


class RenameForm(forms.Form):
    """What a unit is called from now on."""

    name = forms.CharField(label=gettext_lazy("New short name"), max_length=100)
    full_name = forms.CharField(label=gettext_lazy("New full name"), max_length=200, required=False)


class MergeForm(forms.Form):
    """The unit that takes over."""

    into = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Merged into"))

    def __init__(self, data: Any = None, *, unit: Unit) -> None:
        super().__init__(data)
        field: Any = self.fields["into"]
        field.queryset = unit.district.units.filter(active=True, collective="").exclude(pk=unit.pk)
