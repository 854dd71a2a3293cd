"""`/api/v1/funds/`, `fund-donations/`, `fund-applications/`, `fund-grants/`: the scope, the deeds and the refusals of the pages.

Givers are never named in clear; households are named by their id. Books of the county are for whoever sees the county.
"""

from rest_framework.routers import SimpleRouter

from wishes.fund.api.applications import ApplicationApi
from wishes.fund.api.donations import DonationApi
from wishes.fund.api.funds import FundApi
from wishes.fund.api.grants import GrantApi

router = SimpleRouter()
router.register("funds", FundApi, basename="api-fund")
router.register("fund-donations", DonationApi, basename="api-fund-donation")
router.register("fund-applications", ApplicationApi, basename="api-fund-application")
router.register("fund-grants", GrantApi, basename="api-fund-grant")
urlpatterns = router.urls
