"""What is typed and not yet sent, under the client's own number. Only JSON, only one's own."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, queries
from accounts.access import public
from common import clock
from common.errors import Refused
from common.templatetags.formats import moment

STATUS = {"draft_too_large": 413, "draft_sent": 410, "draft_gone": 410}
POSSIBLE_YEARS = range(1970, 2101)


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
        actions.drop_draft(number=number, by=request.user, at=clock.now(), typed_at=typed_at(request))
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
    told = {"kind": request.GET.get("kind", "form")[:40], "subject": request.GET.get("subject", "")[:60], "typed_at": typed_at(request)}
    try:
        kept = actions.keep_draft(number=number, body=body, by=request.user, at=clock.now(), **told)
    except Refused as refusal:
        more = {"body": refusal.draft.body, "saved_label": moment(refusal.draft.updated_at)} if refusal.code == "newer_there" else {}
        return JsonResponse({"code": refusal.code, "detail": str(refusal.message), **more}, status=STATUS.get(refusal.code, 409))
    return JsonResponse({"at": kept.updated_at, "saved_label": moment(kept.updated_at)})


def typed_at(request):
    """`X-Typed-At`: the last key by the clock of the device; what is no instant with its zone is as if it were not said."""
    try:
        found = parse_datetime(request.headers.get("X-Typed-At", ""))
    except ValueError:
        return None
    return found if found and found.tzinfo and found.year in POSSIBLE_YEARS else None
