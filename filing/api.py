"""`/filing/…` for the page's own outbox and `/api/v1/filing/…` for other programs: one door, the same words (docs/filing.md).

Nobody is ever sent to another page: what is wrong is said in JSON, so that the phone can keep what it has and say why.
"""

import uuid as uuids
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import exceptions, parsers, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock, pictures
from common.errors import Refused
from common.templatetags.formats import moment
from common.text import is_number
from filing import actions, queries, rules
from filing.kinds import KINDS, Letter
from filing.models import LaterVersion

REPLAYED = {"Idempotent-Replayed": "true"}
MOST_ASKED, MOST_NAMED = 100, 60
STATUS = {
    "refused": 422, "not_found": 404, "forbidden": 403, "deleted": 410, "uuid_taken": 409, "item_unknown": 404, "broken": 400,
    "photo_too_large": 413, "not_a_photo": 415,
}  # fmt: skip


# --- shapes ------------------------------------------------------------------------------------------------------
class NamedPhoto(serializers.Serializer):
    uuid = serializers.UUIDField()
    sha256 = serializers.CharField(min_length=64, max_length=64, help_text="of the bytes that will be sent, hexadecimal")

    def validate_sha256(self, text: str) -> str:
        if not rules.is_hash(text):
            raise serializers.ValidationError(_("This is no SHA-256 in lower-case hexadecimal letters."))
        return text


class FiledLetter(serializers.Serializer):
    """One thing to file. Repeat it unchanged until an answer comes: it is done once."""

    uuid = serializers.UUIDField(help_text="made by the client, used for nothing else")
    recorded_at = serializers.DateTimeField(help_text="the phone's clock when it was written, with its zone; kept as said")
    sent_at = serializers.DateTimeField(required=False, help_text="the phone's clock now: shows how wrong it is")
    body = serializers.DictField(help_text="names and values of the fields of this kind's form: text, or a list of texts")  # type: ignore[assignment]
    photos = NamedPhoto(many=True, required=False, help_text="photos that will be sent afterwards")

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        for name in ("recorded_at", "sent_at"):
            if name in told and not rules.is_possible(told[name]):
                raise serializers.ValidationError({name: [_("No clock says this.")]})
        if len(told.get("photos", ())) > MOST_NAMED:
            raise serializers.ValidationError({"photos": [_("These are too many photos for one item.")]})
        return told


class FiledAnswer(serializers.Serializer):
    uuid = serializers.UUIDField()
    kind = serializers.CharField()
    url = serializers.CharField(help_text="the page where it stands now")
    saved_label = serializers.CharField(help_text="when it was saved, in words")
    photos_missing = serializers.ListField(child=serializers.UUIDField(), help_text="photos that are still to be sent")
    notes = serializers.ListField(child=serializers.CharField(), help_text="sentences for the person, e.g. about a wrong clock")
    settled = serializers.ChoiceField(
        choices=["", *LaterVersion.Decision.values], help_text="what was decided about this body, where it was a second version"
    )


class TakenAnswer(serializers.Serializer):
    code = serializers.CharField(help_text="uuid_taken")
    detail = serializers.CharField()
    first_url = serializers.CharField(help_text="the page of what was saved first; empty where it is not one's own", allow_blank=True)
    conflict_url = serializers.CharField(help_text="the page where the person chooses; the later version is kept there")


class RefusedAnswer(serializers.Serializer):
    code = serializers.CharField()
    reason = serializers.CharField(required=False)
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="sentences by field"
    )


class ProblemSaid(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()


class PhotoAnswer(serializers.Serializer):
    uuid = serializers.UUIDField()
    url = serializers.CharField()
    sha256 = serializers.CharField()


class StandingAnswer(serializers.Serializer):
    uuid = serializers.UUIDField()
    stored = serializers.BooleanField()
    kind = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    saved_label = serializers.CharField(allow_blank=True)
    photos = serializers.ListField(child=serializers.UUIDField(), help_text="photos that are stored")
    photos_missing = serializers.ListField(child=serializers.UUIDField(), help_text="photos that were named and have not come")
    gone = serializers.BooleanField(help_text="withdrawn since, or dropped: the number is spent")
    conflict_url = serializers.CharField(allow_blank=True)


class StatesAnswer(serializers.Serializer):
    items = StandingAnswer(many=True)


# --- the door ------------------------------------------------------------------------------------------------------
class CsrfMissing(exceptions.APIException):
    status_code = status.HTTP_403_FORBIDDEN
    default_code = "csrf"


class Bytes(parsers.BaseParser):
    """The body as it is: a photo, of whatever type it says to be."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream.read(pictures.MOST_BYTES + 1)


class Door(APIView):
    parser_classes: tuple[Any, ...] = (parsers.JSONParser,)

    def perform_authentication(self, request):
        """The one thing that is denied here is a session's request without its key against forged ones."""
        try:
            super().perform_authentication(request)
        except exceptions.PermissionDenied as denied:
            raise CsrfMissing(_("This page is too old to send anything. It gets itself a new key and tries again.")) from denied

    def handle_exception(self, problem: Exception) -> Response:
        """Every refusal with a code and a sentence."""
        if isinstance(problem, Refused):
            return refused(problem)
        if isinstance(problem, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            return said("signed_out", _("You are signed out. What you wrote is still here; it goes up when you have signed in."), 401)
        if isinstance(problem, exceptions.ParseError | exceptions.UnsupportedMediaType):
            return said("malformed", _("This did not arrive whole. Send it again."), problem.status_code)
        if isinstance(problem, RequestDataTooBig):
            return said("too_large", _("This is too long to be sent."), 413)
        if isinstance(problem, CsrfMissing):
            return said("csrf", str(problem.detail), 403)
        return super().handle_exception(problem)

    def kind(self, code: str):
        """The kind, if the person may file such a thing at all."""
        if code not in KINDS:
            raise Refused(_("Nothing of this kind can be filed."), code="not_found")
        if not self.request.viewer.can(KINDS[code].needs):
            raise Refused(_("You may not file this. Ask your office."), code="forbidden")
        return KINDS[code]


def said(code: str, detail: str, status: int, **more: Any) -> Response:
    return Response({"code": code, "detail": detail, **more}, status=status)


def refused(problem: Refused) -> Response:
    if isinstance(problem, actions.NotFit):
        return said(problem.code, str(problem), 422, reason=problem.reason, fields=problem.errors)
    return said(problem.code, str(problem), STATUS.get(problem.code, 409))


def length(request) -> int:
    """Bytes that are announced."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if is_number(text) else 0


class FilingDoor(Door):
    """File one thing: a visit, a wish, a problem, a paper count. The same number and body is done once and gets its first answer."""

    @extend_schema(
        operation_id="filing_create", request=FiledLetter,
        parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=sorted(KINDS))],
        examples=[
            OpenApiExample(
                code, request_only=True,
                value={"uuid": str(uuids.UUID(int=n + 1)), "recorded_at": "2026-10-15T10:32:00+08:00", "body": kind.example},
            ) for n, (code, kind) in enumerate(sorted(KINDS.items()))
        ],
        responses={
            201: FiledAnswer, 200: FiledAnswer, 400: ProblemSaid, 401: ProblemSaid, 403: ProblemSaid, 404: ProblemSaid, 409: TakenAnswer,
            410: ProblemSaid, 413: ProblemSaid, 422: RefusedAnswer,
        },
    )  # fmt: skip
    def post(self, request, kind):
        found, told = self.kind(kind), self._told(request)
        letter = Letter(
            viewer=request.viewer, uuid=told["uuid"], body=self._body(told), recorded_at=told["recorded_at"], at=clock.now(),
            today=clock.today(),
        )  # fmt: skip
        photos = [{"uuid": str(one["uuid"]), "sha256": one["sha256"]} for one in told.get("photos", ())]
        if photos and not found.takes_photos:
            raise actions.NotFit({"photos": [str(actions.NoPhotos())]}, "no_photos")
        try:
            taken = actions.take(kind=found, letter=letter, photos=photos, sent_at=told.get("sent_at"))
        except actions.NumberTaken as problem:
            first = found.url(problem.first) if problem.first is not None else ""
            conflict = reverse("filing:conflict", args=[letter.uuid])
            return said(problem.code, str(problem), 409, first_url=first, conflict_url=conflict)
        return self._answer(found, taken)

    @staticmethod
    def _told(request) -> dict[str, Any]:
        if length(request) > rules.LARGEST:
            raise RequestDataTooBig
        asked = FiledLetter(data=request.data)
        if not asked.is_valid():
            raise exceptions.ParseError
        return asked.validated_data

    @staticmethod
    def _body(told: dict[str, Any]) -> rules.Body:
        try:
            return rules.body_of(told["body"])
        except rules.Malformed as wrong:
            raise exceptions.ParseError from wrong

    def _answer(self, kind: Any, taken: actions.Taken) -> Response:
        number = taken.item.pk
        named = [uuids.UUID(one) for one in rules.awaited(taken.item.photos)]
        missing = named if taken.is_new else list(queries.states_of(taken.item.user, [number])[0].photos_missing)
        body = {
            "uuid": number, "kind": kind.code, "url": kind.url(taken.row), "saved_label": moment(taken.item.filed_at),
            "photos_missing": missing, "notes": queries.telling(taken.item), "settled": taken.settled,
        }  # fmt: skip
        is_new = taken.is_new
        return Response(FiledAnswer(body).data, status=201 if is_new else 200, headers=None if is_new else REPLAYED)


FOR = OpenApiParameter("for", str, required=True, description="kind:number of the item, e.g. visit:6f0c…")


PLACE = OpenApiParameter(
    "X-Place", str, OpenApiParameter.HEADER,
    description="latitude,longitude,metres of doubt or nothing,photo|phone. Dropped unless the county allows it; never required.",
)  # fmt: skip


class PhotoDoor(Door):
    """A photo of something that was filed, as it is: JPEG, PNG or WebP of at most 10 MB. It is on disk before the answer."""

    parser_classes = (Bytes,)

    @extend_schema(operation_id="filing_photo", parameters=[FOR], responses={200: PhotoAnswer, 404: ProblemSaid})
    def get(self, request, number):
        """Whether this photo is stored."""
        kind, item = self._item(request)
        row, photo = actions.photos.row_of(kind, item, number, request.viewer), kind.find_photo(number)
        if photo is None or photo.row_id != row.pk:
            raise Refused(_("This photo has not come."), code="not_found")
        return Response(PhotoAnswer(photo).data)

    @extend_schema(
        operation_id="filing_photo_put",
        parameters=[FOR, OpenApiParameter("X-SHA256", str, OpenApiParameter.HEADER, required=True), PLACE],
        request={"image/jpeg": OpenApiTypes.BINARY, "image/png": OpenApiTypes.BINARY, "image/webp": OpenApiTypes.BINARY},
        responses={
            201: PhotoAnswer, 200: PhotoAnswer, 400: ProblemSaid, 401: ProblemSaid, 403: ProblemSaid, 404: ProblemSaid, 409: ProblemSaid,
            410: ProblemSaid, 413: ProblemSaid, 415: ProblemSaid,
        },
    )  # fmt: skip
    def put(self, request, number):
        kind, item = self._item(request)
        sha256 = request.headers.get("X-SHA256", "").strip().lower()
        if not rules.is_hash(sha256):
            return said("hash_missing", _("The header X-SHA256 is missing."), 400)
        if length(request) > pictures.MOST_BYTES:
            raise pictures.PhotoTooLarge
        data = request.data if isinstance(request.data, bytes) else b""
        photo, is_new = actions.add_photo(
            kind=kind, item=item, uuid=number, sha256=sha256, data=data, viewer=request.viewer, at=clock.now(),
            place=rules.place_of(request.headers.get("X-Place", "")),
        )  # fmt: skip
        return Response(PhotoAnswer(photo).data, status=201 if is_new else 200, headers=None if is_new else REPLAYED)

    @extend_schema(operation_id="filing_photo_drop", parameters=[FOR], responses={204: None, 404: ProblemSaid, 410: ProblemSaid})
    def delete(self, request, number):
        """The photo will not come: it was taken off the device, or cannot be taken. Nobody waits for it any more; what came stays."""
        kind, item = self._item(request)
        actions.give_up(kind=kind, item=item, numbers=[number], viewer=request.viewer, at=clock.now())
        return Response(status=204)

    def _item(self, request):
        code, _colon, number = request.query_params.get("for", "").partition(":")
        kind = self.kind(code)
        try:
            return kind, uuids.UUID(number)
        except ValueError as wrong:
            raise actions.ItemUnknown from wrong


class ItemDoor(Door):
    """Where one thing stands; and dropping what was deleted on the phone before it came."""

    @extend_schema(operation_id="filing_item", responses={200: StandingAnswer, 404: ProblemSaid})
    def get(self, request, number):
        found = queries.states_of(request.user, [number])[0]
        if not (found.stored or found.gone):
            raise Refused(_("Nothing was filed under this number."), code="not_found")
        return Response(StandingAnswer(found).data)

    @extend_schema(operation_id="filing_item_drop", responses={204: None, 409: ProblemSaid})
    def delete(self, request, number):
        """The number is spent: a copy that is still on its way is not taken in any more. 409 where it was filed already."""
        try:
            actions.drop(uuid=number, viewer=request.viewer, at=clock.now())
        except actions.AlreadyFiled as problem:
            return said(problem.code, str(problem), 409, url=problem.kind.url(problem.row))
        return Response(status=204)


class StateDoor(Door):
    """Which of these are stored, with which photos: `?uuid=…&uuid=…`, at most 100."""

    @extend_schema(
        operation_id="filing_state", responses={200: StatesAnswer},
        parameters=[OpenApiParameter("uuid", OpenApiTypes.UUID, many=True, required=True)],
    )  # fmt: skip
    def get(self, request):
        numbers = []
        for text in request.query_params.getlist("uuid")[:MOST_ASKED]:
            try:
                numbers.append(uuids.UUID(text))
            except ValueError as wrong:
                raise exceptions.ParseError from wrong
        return Response(StatesAnswer({"items": queries.states_of(request.user, numbers)}).data)


class TokenDoor(Door):
    """A fresh key against forged requests, and who is signed in; 401 when nobody is. Only for the page's own script."""

    def get(self, request):
        user = request.user
        who = {"id": user.pk, "initials": user.initials}
        return Response({"csrf": get_token(request._request), "user": who, "at": clock.now().isoformat()})


urlpatterns = [
    path("filing/state/", StateDoor.as_view(), name="api-filing-state"),
    path("filing/photos/<uuid:number>/", PhotoDoor.as_view(), name="api-filing-photo"),
    path("filing/items/<uuid:number>/", ItemDoor.as_view(), name="api-filing-item"),
    path("filing/<slug:kind>/", FilingDoor.as_view(), name="api-filing"),
]
