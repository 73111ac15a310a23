"""The page of a case's way to another school, for those who see the whole case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gatepost.incidents.models import Case, Transfer
from gatepost.incidents.transferring.forms import ReceiptForm, TransferForm
from gatepost.incidents.transferring.sending import (
    is_about_child,
    receipt_due,
    send,
    take_receipt,
)
from gatepost.incidents.whole import whole_case_for
from gatepost.people.access import SignedInRequest, at_school
from gatepost.people.numbers import number_of
from gatepost.people.rules import NotPossible


@never_cache
@sensitive_post_parameters()
@at_school()
def transfer(request: SignedInRequest, case: str) -> HttpResponse:
    """To whom it went; put down another sending."""
    found = _case(request, case)
    form = TransferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            send(found, form.sent, by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is on record. Enter the receipt once it comes.")
            return redirect("incidents:transfer", request.school.slug, found.key)
    return _shown(request, found, form=form, bound=form)


@never_cache
@require_POST
@sensitive_post_parameters()
@at_school()
def receipt(request: SignedInRequest, case: str) -> HttpResponse:
    """The other school's receipt has come."""
    found = _case(request, case)
    sent = get_object_or_404(Transfer, case=found, pk=number_of(request.POST.get("transfer", "")))
    form = ReceiptForm(request.POST, auto_id=f"receipt_{sent.pk}_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            take_receipt(sent, said["who"], on=said["on"], by=request.person, at=timezone.now())
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The receipt is on record.")
            return redirect("incidents:transfer", request.school.slug, found.key)
    return _shown(request, found, form=TransferForm(), bound=form, of=sent)


def _case(request: SignedInRequest, key: str) -> Case:
    at = timezone.now()
    found = whole_case_for(request.person, key, at=at)
    if request.method in ("GET", "HEAD"):
        found.was_read(by=request.person, at=at)
    return found


def _shown(
    request: SignedInRequest, case: Case, *, form: TransferForm, bound: TransferForm | ReceiptForm,
    of: Transfer | None = None,
) -> HttpResponse:  # fmt: skip
    sent = case.transfers.select_related("by", "receipt_by", "export")
    rows = [
        (
            one,
            receipt_due(one, request.school),
            bound if one == of else ReceiptForm(auto_id=f"receipt_{one.pk}_%s"),
        )
        for one in sent
    ]
    shown = {
        "school": request.school,
        "person": request.person,
        "here": "school",
        "case": case,
        "rows": rows,
        "form": form,
        "bound": bound,
        "is_about_child": is_about_child(case),
    }
    status = 400 if bound.errors else 200
    return render(request, "incidents/transfer/case.html", shown, status=status)
