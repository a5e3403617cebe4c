"""Units, officials, users and what they are."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from tasks.admin.forms import OneDistrictForm
from tasks.admin.own import ByOtherNames, Lines, OwnHistoryPage, OwnOnly
from tasks.admin_site import administered, is_superuser
from tasks.models import Membership, Official, Responsibility, Task, Unit, User
from tasks.permissions import accounts_in, may_change_account
from tasks.services.standing import refresh

admin.site.unregister(Group)  # groups give nobody anything here: see tasks.permissions


class UnitForm(OneDistrictForm):
    gathered = "members"


class OfficialForm(OneDistrictForm):
    gathered = "units"


@admin.register(Unit)
class UnitAdmin(ByOtherNames, OwnHistoryPage):
    district_path = "district"
    form = UnitForm
    fixed = ("district",)
    list_display = ("name", "full_name", "district", "position", "collective", "contact", "phone", "active")
    list_filter = (("district", OwnOnly), "collective", "active")
    list_select_related = ("district",)
    search_fields = ("name", "full_name", "contact")
    autocomplete_fields = ("members",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "collective" in form.changed_data:  # whose figures count may be another unit's now
            led = Responsibility.objects.filter(unit=form.instance, role=Responsibility.Role.LEAD_UNIT)
            refresh(Task.objects.filter(pk__in=led.values("task")))


@admin.register(Official)
class OfficialAdmin(ByOtherNames, OwnHistoryPage):
    district_path = "district"
    form = OfficialForm
    fixed = ("district",)
    list_display = ("name", "title", "district", "position", "phone", "active")
    list_filter = (("district", OwnOnly), "active")
    list_select_related = ("district",)
    search_fields = ("name", "title")
    autocomplete_fields = ("units",)


class MembershipLines(Lines):
    """What a user is in the districts that the person administers, and in no other."""

    model = Membership
    district_path = "district"
    fields = ("district", "role", "unit", "official", "from_date", "to_date")
    autocomplete_fields = ("district", "unit", "official")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("district", "unit", "official")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A user who is nothing here would at once be out of sight."""
        needed = 0 if is_superuser(request) else 1
        return super().get_formset(request, obj, min_num=needed, validate_min=bool(needed), **kwargs)


class NewUserForm(UserCreationForm):  # type: ignore[type-arg]
    """An account with a password that is given out."""

    class Meta:
        model = User
        fields = ("username", "name", "phone")

    def save(self, commit: bool = True) -> Any:
        self.instance.must_change_password = True
        return super().save(commit)


class GivenPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password to give out. An account that nobody may use is made inactive instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = True
        return super().save(commit)


class RoleHere(admin.SimpleListFilter):
    """By what somebody is in the districts that the person administers, whatever they are elsewhere."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Membership.Role.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        held = Membership.objects.filter(role=self.value() or "", district__in=administered(request))
        return queryset.filter(pk__in=held.values("user")) if self.value() else queryset


ACCOUNT = ("username", "name", "phone", "email", "is_active")


@admin.register(User)
class UserAdmin(OwnHistoryPage, auth_admin.UserAdmin):  # type: ignore[type-arg]
    """Accounts. Nobody is deleted, since what they did bears their name: who leaves is made inactive.

    Who works for two districts is entered in the second one by a superuser: neither sees the other's people.
    """

    form: Any = UserChangeForm
    add_form = NewUserForm
    change_password_form = GivenPasswordForm
    may_delete = False
    inlines = (MembershipLines,)
    list_display = ("username", "name", "roles", "phone", "is_active", "last_login")
    list_filter = ("is_active", RoleHere)
    search_fields = ("username", "name", "phone")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("must_change_password", "last_login", "date_joined")
    add_fieldsets: Any = ((None, {"fields": ("username", "name", "phone", "password1", "password2")}),)

    def own(self, rows: Any, districts: frozenset[int]) -> Any:
        return rows.filter(pk__in=accounts_in(districts).values("pk"))

    def is_own(self, obj: Any, districts: frozenset[int]) -> bool:
        return accounts_in(districts).filter(pk=obj.pk).exists()

    def get_queryset(self, request: HttpRequest) -> Any:
        held = Membership.objects.select_related("unit", "official", "district")
        here = Prefetch("memberships", held.filter(district__in=administered(request)), to_attr="held_here")
        return super().get_queryset(request).prefetch_related(here)

    @admin.display(description=_("role"))
    def roles(self, user: Any) -> str:
        return "；".join(
            " ".join(filter(None, [held.get_role_display(), str(held.unit or held.official or "")]))
            for held in user.held_here
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        secret = ("password",) if may_change_account(request.user, obj) else ()  # type: ignore[arg-type]
        power = ("is_superuser",) if is_superuser(request) else ()
        fields = (*ACCOUNT[:1], *secret, *ACCOUNT[1:], *power, *self.readonly_fields)
        return ((None, {"fields": fields}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shared = obj is not None and not may_change_account(request.user, obj)  # type: ignore[arg-type]
        return (*super().get_readonly_fields(request, obj), *(ACCOUNT if shared else ()))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        if user == request.user:
            return redirect("password_change")
        if not may_change_account(request.user, user):  # type: ignore[arg-type]
            raise PermissionDenied
        response: HttpResponse = super().user_change_password(request, id, form_url)
        return response


@admin.register(Membership)
class MembershipAdmin(OwnHistoryPage):
    district_path = "district"
    fixed = ("user", "district")
    list_display = ("user", "role", "unit", "official", "district", "from_date", "to_date")
    list_filter = (("district", OwnOnly), "role", ("unit", OwnOnly))
    list_select_related = ("user", "unit", "official", "district")
    search_fields = ("user__username", "user__name", "unit__name", "official__name")
    autocomplete_fields = ("user", "district", "unit", "official")

    def own(self, rows: Any, districts: frozenset[int]) -> Any:
        return super().own(rows, districts).filter(user__is_superuser=False)

    def is_own(self, obj: Any, districts: frozenset[int]) -> bool:
        return super().is_own(obj, districts) and not obj.user.is_superuser
