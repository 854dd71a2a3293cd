"""Which room answers which address."""

from django.urls import include, path

from accounts.views import set_language
from config import health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", include("config.api_urls")),
    path("", include("dashboards.urls")),
    path("", include("accounts.urls")),
    path("filing/", include("filing.urls")),
    path("settings/", include("policies.urls")),
    path("notices/", include("notifications.urls")),
    path("", include("registers.urls")),  # imports/ and exports/
    path("duties/", include("duties.urls")),
    path("figures/", include("figures.urls")),
    path("", include("teams.urls")),  # teams/, people/ and units/
    path("households/", include("households.urls")),
    path("visits/", include("visits.urls")),
    path("wishes/shop/", include("wishes.shop.urls")),
    path("", include("wishes.fund.urls")),  # wishes/fund/ and w/<county>/fund/, the public account
    path("", include("wishes.urls")),  # wishes/ and w/, the public list
    path("", include("reviews.urls")),  # reviews/ and b/, the ballot
    path("", include("problems.urls")),  # problems/ and feedback/
    path("papers/", include("papers.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
