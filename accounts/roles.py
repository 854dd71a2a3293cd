"""The words of access: roles and permissions. What a role may do stands in access.py; models need only the names."""

from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMIN = "admin", _("administrator")
    AUDITOR = "auditor", _("auditor")
    CLERK = "clerk", _("county clerk")
    LEADER = "leader", _("county leader")
    TOWNSHIP = "township", _("township")
    INSPECTOR = "inspector", _("inspector")
    UNIT = "unit", _("backing unit")
    CAPTAIN = "captain", _("team captain")
    MEMBER = "member", _("team member")
    CADRE = "cadre", _("pairing cadre")


class Permission(Enum):
    """SUBJECT_VERB. Asked through Viewer.can / Viewer.q only."""

    USERS_MANAGE = "users.manage"
    JOURNAL_READ = "journal.read"
    SETUP_SEE = "setup.see"
    SETUP_MANAGE = "setup.manage"
    OVERVIEW_SEE = "overview.see"
    TEAMS_SEE = "teams.see"
    TEAMS_EDIT = "teams.edit"
    HOUSEHOLDS_SEE = "households.see"
    HOUSEHOLDS_EDIT = "households.edit"
    PAIRINGS_EDIT = "pairings.edit"
    SENSITIVE_REVEAL = "sensitive.reveal"
    VISITS_SEE = "visits.see"
    VISITS_LOG = "visits.log"
    VISITS_EDIT = "visits.edit"
    THEMES_EDIT = "themes.edit"
    DUTIES_SEE = "duties.see"
    DUTIES_EXEMPT = "duties.exempt"
    DUTIES_URGE = "duties.urge"
    WISHES_SEE = "wishes.see"
    WISHES_EDIT = "wishes.edit"
    WISHES_CHECK = "wishes.check"
    WISHES_CLAIM = "wishes.claim"
    FUND_SEE = "fund.see"
    FUND_APPLY = "fund.apply"
    FUND_EDIT = "fund.edit"
    FUND_APPROVE = "fund.approve"
    SHOP_SEE = "shop.see"
    SHOP_RECORD = "shop.record"
    SHOP_APPROVE = "shop.approve"
    REVIEWS_SEE = "reviews.see"
    REVIEWS_EDIT = "reviews.edit"
    REVIEWS_OPEN = "reviews.open"
    REVIEWS_GRADE = "reviews.grade"
    REPORTS_WRITE = "reports.write"
    PROBLEMS_SEE = "problems.see"
    PROBLEMS_RAISE = "problems.raise"
    PROBLEMS_EDIT = "problems.edit"
    PROBLEMS_CLOSE = "problems.close"
    REGISTERS_IMPORT = "registers.import"
    REGISTERS_EXPORT = "registers.export"
    SELF = "self"
