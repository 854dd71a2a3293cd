"""Pages of the post room: the inbox, what a person wants to get, the group robots."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Permission, needs, signed_in
from common import clock, paging
from common.errors import Refused
from notifications import actions, queries
from notifications.forms import PreferenceForm, RobotForm
from notifications.models import Delivery, Notice, Robot
from regions.models import Region


@require_GET
@signed_in
def inbox(request):
    every = queries.inbox(request.viewer, clock.now())
    kinds = queries.kinds_in(every)
    kind = request.GET.get("kind", "")
    unread_only = request.GET.get("show") != "all"
    notices = every.filter(kind=kind) if kind in dict(kinds) else every
    page = paging.page(notices.unread() if unread_only else notices, request.GET.get("page", 1))
    for notice in page:
        notice.kind_title = dict(kinds).get(notice.kind, notice.kind)
    context = {
        "page": page, "kinds": kinds, "kind": kind, "unread_only": unread_only,
        "n_unread": every.unread().count(), "n_all": every.count(),
    }  # fmt: skip
    return TemplateResponse(request, "notifications/inbox.html", context)


@require_POST
@signed_in
def opened(request, pk):
    """A notice was opened: it is read, and its reader goes on to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.viewer), pk=pk)
    actions.mark_read(notice, at=clock.now())
    safe = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None) and notice.url.startswith("/")
    return redirect(notice.url if safe else "notifications:inbox")


@require_POST
@signed_in
def read_all(request):
    n = actions.mark_all_read(by=request.user, at=clock.now())
    messages.success(request, _("%(n)s notices are marked as read.") % {"n": n})
    return redirect("notifications:inbox")


@require_http_methods(["GET", "POST"])
@signed_in
def preferences(request):
    form = PreferenceForm(
        request.POST if request.method == "POST" else None,
        initial={"mail": queries.wants(request.user, Delivery.Channel.MAIL)},
    )
    if request.method == "POST" and form.is_valid():
        for channel, is_on in form.chosen:
            actions.prefer(channel=channel, is_on=is_on, by=request.user, at=clock.now())
        messages.success(request, _("Your choice is kept."))
        return redirect("notifications:preferences")
    return TemplateResponse(request, "notifications/preferences.html", {"form": form})


@require_GET
@needs(Permission.SETUP_SEE)
def robots(request):
    context = {
        "robots": queries.robots(request.viewer),
        "troubled": queries.troubled(request.viewer)[:20],
        "may_edit": request.viewer.can(Permission.SETUP_MANAGE),
    }
    return TemplateResponse(request, "notifications/robots.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.SETUP_MANAGE)
def new_robot(request):
    areas = Region.objects.filter(request.viewer.q(Permission.SETUP_MANAGE), level__in=[3, 4], closed_on=None)
    form = RobotForm(request.POST if request.method == "POST" else None, regions=areas)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_robot(**form.cleaned_data, by=request.user, at=clock.now())
        except Refused as refused:
            for field, text in (refused.fields or {None: refused.message}).items():
                form.add_error(field, str(text))
        else:
            messages.success(request, _("The robot is kept. Send it a trial message to be sure."))
            return redirect("notifications:robots")
    return TemplateResponse(request, "notifications/robot_form.html", {"form": form})


def _robot(request, pk):
    return get_object_or_404(Robot.objects.allowed(request.viewer, Permission.SETUP_MANAGE).open(), pk=pk)


@require_POST
@needs(Permission.SETUP_MANAGE)
def try_robot(request, pk):
    try:
        actions.try_robot(_robot(request, pk), by=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The trial message was taken. Look into the group."))
    return redirect("notifications:robots")


@require_POST
@needs(Permission.SETUP_MANAGE)
def close_robot(request, pk):
    actions.close_robot(_robot(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The robot is removed; its address is deleted."))
    return redirect("notifications:robots")
