"""What stands between two sentences, and between a label and what is said of it."""

import pytest
from django.utils.translation import override

from common.templatetags.ui import colon, gap


@pytest.mark.parametrize(
    ("language", "label", "between"),
    [
        ("zh-hans", "您的姓名", "："),
        ("zh-hans", "为什么不能办？", ""),
        ("en", "Your name", ": "),
        ("en", "Why can it not be met?", " "),
    ],
)
def test_no_colon_after_a_question(language, label, between):
    with override(language):
        assert colon(label) == between


@pytest.mark.parametrize(("language", "between"), [("zh-hans", ""), ("en", " ")])
def test_a_chinese_full_stop_brings_its_own_space(language, between):
    with override(language):
        assert gap() == between
