"""Reading the journal."""

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.access import needs
from accounts.filters import JournalFilter
from accounts.roles import Permission
from accounts.views.people import without


@needs(Permission.JOURNAL_READ)
@require_safe
def journal(request):
    form = JournalFilter(request.GET, verbs=queries.verbs_seen(request.viewer))
    page = Paginator(form.narrow(queries.journal(request.viewer)), 50).get_page(request.GET.get("page"))
    page.object_list = queries.in_words(page.object_list)
    chips = [{"label": words, "url": without(request, name)} for name, words in form.said()]
    return TemplateResponse(request, "accounts/journal.html", {"form": form, "page": page, "chips": chips})
