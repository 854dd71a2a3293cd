"""Passwords that people of this county would guess first."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.rules import is_mostly
from regions.models import Region
from regions.paths import county_of

EVERYWHERE = (
    "zhucun", "zhucuntong", "zhucungongzuodui", "gongzuodui", "xiangcunzhenxing", "xiangcun", "zhenxing", "fupin",
    "tuopin", "bangfu", "diyishuji", "shuji", "cunzhibu", "zhengfu", "xianwei", "xiangzhen", "password", "admin",
    "mima", "qwer", "asdf", "woaini", "zhongguo", "china",
)  # fmt: skip


class LocalWordsValidator:
    """Refuses a password that is the programme's or the county's name in letters with a few digits: 'Yunling2026'."""

    def validate(self, password, user=None):
        words = (*EVERYWHERE, *_names_of(county_of(getattr(user, "path", "") or "")))
        if any(is_mostly(password, word) for word in words):
            raise ValidationError(
                _("This password is mostly the name of a place or of the programme. Choose something only you think of."),
                code="password_local_word",
            )

    def get_help_text(self):
        return _("Your password cannot be mostly the name of your county, township or of the programme.")


def _names_of(county_path: str) -> tuple[str, ...]:
    if not county_path:
        return ()
    names = Region.objects.under(county_path).filter(level__in=(3, 4)).values_list("name", flat=True)
    return tuple(word for name in names for word in _spelled(name))


@lru_cache(maxsize=2048)
def _spelled(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    whole, short = "".join(lazy_pinyin(name)).lower(), "".join(lazy_pinyin(name[:-1])).lower()
    return (whole, short)
