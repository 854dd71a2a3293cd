"""Forms of the points shop."""

from wishes.shop.forms.goods import CountForm, GoodEditForm, GoodForm, PriceForm, StockForm
from wishes.shop.forms.points import AdjustmentForm, AnswerForm, ManyForm, ObjectionForm, ReasonForm, RecordForm
from wishes.shop.forms.shops import ClosureForm, ShopEditForm, ShopForm

__all__ = [
    "AdjustmentForm", "AnswerForm", "ClosureForm", "CountForm", "GoodEditForm", "GoodForm", "ManyForm", "ObjectionForm", "PriceForm",
    "ReasonForm", "RecordForm", "ShopEditForm", "ShopForm", "StockForm",
]  # fmt: skip
