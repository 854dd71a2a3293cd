"""`/api/v1/fund-applications/`: asked for, and decided by somebody else."""

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action

from accounts.idempotency import once
from accounts.rest import Scoped
from common import clock
from common.forms import MOST_ROW_NUMBER
from households.models import Household, Person
from wishes.fund import actions
from wishes.fund.api.shared import SENT_TWICE, Filters, P, answer, checked, known, money, must_hold
from wishes.fund.models import Application
from wishes.fund.models.asking import OPEN, PAID, REFUSED, TO_PAY
from wishes.models import Wish

STATES = {
    "open": OPEN, "approved": TO_PAY, "paid": PAID, "refused": REFUSED & Q(withdrawn_at=None), "withdrawn": Q(withdrawn_at__isnull=False),
}  # fmt: skip


class ApplicationFilters(Filters):
    day = "applied_on"
    state = django_filters.ChoiceFilter(choices=[(code, code) for code in STATES], method="in_state")

    def in_state(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        return rows.filter(STATES[code])


class ApplicationSerializer(serializers.ModelSerializer):
    no = serializers.CharField(read_only=True, help_text="year and number, as people say it")
    state = serializers.ChoiceField(choices=list(STATES), read_only=True)

    class Meta:
        model = Application
        fields = (
            "id", "uuid", "no", "household", "path", "member", "wish", "purpose", "amount", "reason", "applied_on", "applied_by", "state",
            "decided_on", "decided_by", "approved", "answer", "paid_on",
        )  # fmt: skip


class NewApplication(serializers.Serializer):
    """Money asked for one family."""

    uuid = serializers.UUIDField(help_text=SENT_TWICE)
    household = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER)
    purpose = serializers.CharField(max_length=20, help_text="a code of fund_purposes")
    amount = money(help_text="in yuan, to the cent, within the county's limit")
    reason = serializers.CharField(allow_blank=True)
    member = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None, help_text="for whom in the family")
    wish = serializers.IntegerField(min_value=1, max_value=MOST_ROW_NUMBER, required=False, allow_null=True, default=None, help_text="the micro-wish it is for")


class DecisionGiven(serializers.Serializer):
    """All, less, or nothing; whoever asked may not decide."""

    approved = money(allow_null=True, help_text="null: refused, then `answer` says why")
    answer = serializers.CharField(required=False, allow_blank=True, default="")


class ApplicationApi(mixins.ListModelMixin, mixins.RetrieveModelMixin, Scoped):
    """Families of the viewer's area that ask for help. A POST asks for one."""

    needs = {"list": P.FUND_SEE, "retrieve": P.FUND_SEE, "create": P.FUND_APPLY, "decision": P.FUND_APPROVE}
    queryset = Application.objects.select_related("fund")
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilters
    lookup_value_regex = "[0-9]{1,18}"

    @extend_schema(request=NewApplication, responses={201: ApplicationSerializer})
    def create(self, request):
        return once(request, lambda: self._ask(request))

    def _ask(self, request):
        told, viewer = checked(NewApplication, request), request.viewer
        families = Household.objects.visible_to(viewer).allowed(viewer, P.FUND_APPLY)
        told["household"] = known(families, told["household"], "household")
        told["member"] = known(Person.objects.visible_to(viewer), told["member"], "member")
        told["wish"] = known(Wish.objects.visible_to(viewer), told["wish"], "wish")
        return answer(self, actions.apply(by=request.user, at=clock.now(), **told))

    @extend_schema(request=DecisionGiven, responses={201: ApplicationSerializer})
    @action(detail=True, methods=["post"])
    def decision(self, request, pk=None):
        """Approve all or less, or refuse; by somebody else than who asked."""
        row = self.get_object()
        must_hold(request.viewer, P.FUND_APPROVE, row.path)
        deed = lambda: actions.decide(application=row, by=request.user, at=clock.now(), **checked(DecisionGiven, request))  # noqa: E731
        return once(request, lambda: answer(self, deed()))
