"""People named by surname and title, or by the name of a neighbour, told from words that wishes are made of."""

import pytest

from wishes import rules
from wishes.rules.surnames import ADDRESSED, ORDINARY

NAMED = """
    马老师 张某 张某某 李大爷 欧阳书记 司马老师 王奶奶 王爷爷 牛奶奶 顾奶奶 张爷爷 向老师 王婶 李婶子 刘主任 谭副主任 高老师 黄书记 于奶奶 周叔 单阿姨 万爷爷 金大爷 林大叔 文老师 关奶奶
    田婶 肖支书 曾老师 阳老师 易大爷 唐医生 彭娭毑 石大哥 龙村长 麻大伯 钟会计 罗师傅 白老师 钱老板 雷队长
""".split()
WORDS = """
    高书柜 黄牛 王爷 鸡苗 书包 棉被 电视 白书包 黄书包 小书桌 牛奶奶粉 照顾奶奶 由于爷爷腿脚不便 一张爷爷用的床 两张奶奶坐的椅子 语文老师 历史老师 数学老师 请英语老师 班主任 班主任老师 村主任 妇女主任
    第一书记 总书记 党支书 村支书 保安大叔 和老师 给奶奶 想向老师请教问题 向老师借书 向同学借 每周老师 提高哥哥的成绩 方便叔叔 平常老师 老人机 安装路灯 驻村工作队队长 小组长 电工师傅 修路师傅 放牛大爷
    种田大叔 护林大伯 没钱奶奶 任何老师 也许爷爷 允许哥哥 公公婆婆 外孙 孙女 姐姐 阿姨 年纪大 高中同学 大伯 伯父 王老吉凉茶 张家界 李子树 黄桃 高压锅 方桌 石灰 姜种 葛根 全套 东西 托马斯小火车 蛋黄奶奶
    行李 说明书 床单 上周叔叔来过 五点钟叔叔 书包 钱包 温度计 儿童书 老花镜 金桔苗 龙眼 石磨 马扎 毛毯 白糖 常用药 两万块 米粉 花生种 麦种 单人床 万用表 安全帽 关门器 鲁班锁 康复器
""".split()


@pytest.mark.parametrize("text", NAMED)
def test_who_is_named_by_surname_and_title(text):
    for before, after in (("", ""), ("请", "帮忙"), ("给", "家送一床棉被"), ("一副眼镜，", "的")):
        hit = ADDRESSED.search(f"{before}{text}{after}")
        assert hit and text.startswith(hit[0][:2]), (before, text, after)


@pytest.mark.parametrize("text", WORDS)
def test_what_is_only_a_word(text):
    assert ADDRESSED.search(text) is None and rules.names_in(text, []) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请石大山帮忙搬", ["石大山"]), ("大山家的牛", []), ("大山叔家的牛", ["大山叔"]), ("石 大山", ["石 大山"]), ("一本新华字典", []),
        ("王新华家", ["王新华"]), ("新华大哥家", ["新华大哥"]), ("国庆前要一双鞋", []), ("拍一张全家福", []), ("家福叔家", ["家福叔"]), ("春梅要书", ["春梅"]), ("李平家的电视", ["李平"]), ("黄金桔苗", []),
        ("给黄金大爷", ["黄金大爷"]), ("帕提古丽要书", ["帕提古丽"]), ("买买提家", ["买买提"]), ("枫春梅", ["春梅"]),
    ],
)  # fmt: skip
def test_people_outside_the_family(text, found):
    others = ["石大山", "王新华", "周家福", "李国庆", "陈春梅", "李平", "黄金", "帕提·古丽", "阿不都买买提·买买提"]
    assert [one.text for one in rules.names_in(text, [], others=others)] == found
    pairs = rules.pairs_in([text])
    left = [name for name in others if rules.may_stand(name, pairs)]
    assert [one.text for one in rules.names_in(text, [], others=left)] == found, "what is left out beforehand is not in the text"


def test_the_family_itself_is_found_where_its_name_is_a_word():
    assert "新华" in ORDINARY and [one.text for one in rules.names_in("给新华买字典", ["王新华"])] == ["新华"]
