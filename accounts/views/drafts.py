"""What is typed and not yet sent, under the client's own number. Only JSON, only one's own."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, queries
from accounts.access import public
from common import clock
from common.errors import Refused
from common.templatetags.formats import moment


@never_cache
@public
@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request, number):
    """Answers 401 instead of the sign-in page, so that the script can say: it is all still here."""
    if not request.user.is_authenticated:
        return JsonResponse({"code": "signed_out", "detail": _("Please sign in again.")}, status=401)
    if request.method == "PUT":
        return put(request, number)
    if request.method == "DELETE":
        actions.drop_draft(number=number, by=request.user)
        return HttpResponse(status=204)
    found = queries.draft_of(request.user, number)
    if found is None:
        return JsonResponse({"code": "not_found"}, status=404)
    return JsonResponse(
        {"kind": found.kind, "subject": found.subject, "body": found.body, "at": found.updated_at, "saved_label": moment(found.updated_at)}
    )


def put(request, number):
    """The body is the form's fields; `kind` and `subject` stand in the address."""
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return JsonResponse({"code": "not_json"}, status=400)
    kind, subject = request.GET.get("kind", "form")[:40], request.GET.get("subject", "")[:60]
    try:
        kept = actions.keep_draft(number=number, kind=kind, subject=subject, body=body, by=request.user, at=clock.now())
    except Refused as refusal:
        status = 413 if refusal.code == "draft_too_large" else 409
        return JsonResponse({"code": refusal.code, "detail": str(refusal.message)}, status=status)
    return JsonResponse({"at": kept.updated_at, "saved_label": moment(kept.updated_at)})
