"""Input of the set-up pages."""

from policies.forms.areas import AddAreaForm, CloseForm, MoveForm, RenameForm, StandingForm
from policies.forms.days import DayForm, NoticeForm
from policies.forms.packs import PackForm
from policies.forms.values import RuleInput

__all__ = [
    "AddAreaForm",
    "CloseForm",
    "DayForm",
    "MoveForm",
    "NoticeForm",
    "PackForm",
    "RenameForm",
    "RuleInput",
    "StandingForm",
]
