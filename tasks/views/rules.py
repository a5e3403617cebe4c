"""The rules of a district: what it asks of its units, when it urges by itself, where its notices go."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import MaxValueValidator, URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tasks import delivery
from tasks.errors import Refused
from tasks.models import District, User
from tasks.permissions import Action
from tasks.scope import Scope, in_district
from tasks.services import rules as service
from tasks.views.report import UNPROCESSABLE

MOST_BEFORE, MOST_EVERY = 27, 90
TRIES: dict[str, Callable[[District, User], str]] = {
    "try_mail": delivery.try_mail,
    "try_webhook": delivery.try_webhook,
}


class RulesForm(forms.ModelForm[District]):
    """All rules, with what each of them does."""

    webhook = forms.URLField(
        label=gettext_lazy("Address that notices are posted to"),
        help_text=gettext_lazy(
            "Each digest is posted there as JSON, for a gateway of the office (SMS, DingTalk, WeCom)."
        ),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = District
        fields = service.RULES
        help_texts = {  # noqa: RUF012 - read once, by Django
            "asks_acknowledgement": gettext_lazy(
                "A confirmed plan asks each lead unit to acknowledge (签收) or object."
            ),
            "reporters_see_all": gettext_lazy("Otherwise they see what their units lead or partner."),
            "ranks_units": gettext_lazy(
                "The overview then lists units by their share of late tasks, else in official order."
            ),
            "urge_days_before": gettext_lazy("For example 3: those who have not reported are reminded then."),
            "urge_overdue_every": gettext_lazy("For example 7: once a week, until a report has come."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["urge_days_before"].validators.append(MaxValueValidator(MOST_BEFORE))
        self.fields["urge_overdue_every"].validators.append(MaxValueValidator(MOST_EVERY))
        self.fields["webhook"].validators = [URLValidator(["http", "https"])]
        if not settings.SENDS_MAIL:
            self.fields["sends_mail"].help_text = _(
                "No mail server is configured on this installation (EMAIL_URL): nothing is sent by mail."
            )


@require_http_methods(["GET", "HEAD", "POST"])
@in_district(Action.ADMINISTER)
def rules(request: HttpRequest, scope: Scope) -> HttpResponse:
    """See the rules, change them, and try whether mail and webhook reach somebody."""
    district, user = scope.district, cast(User, request.user)
    asked = next((name for name in TRIES if name in request.POST), None)
    if asked:
        try:
            messages.success(request, _("Sent to %(where)s.") % {"where": TRIES[asked](district, user)})
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("rules", code=district.code)
    sent = request.POST if request.method == "POST" else None
    form = RulesForm(sent, instance=District.objects.get(pk=district.pk))
    if request.method == "POST" and form.is_valid():
        changed = service.set_rules(district, user=user, **form.cleaned_data)
        messages.success(request, _("The rules are changed.") if changed else _("Nothing was changed."))
        return redirect("rules", code=district.code)
    context = {"form": form, "sends_mail": settings.SENDS_MAIL, "minutes": settings.DIGEST_MINUTES}
    return render(request, "rules/rules.html", context, status=UNPROCESSABLE if form.is_bound else 200)
