"""What invented families wish for, what is given, and what they say of it. Nobody here is real."""

WISHES = (  # wish, kind, expected value, how many
    ("一床棉被", "goods", 180, 1), ("一个电饭锅", "goods", 160, 1), ("二十只鸡苗", "goods", 300, 1), ("一双老人棉鞋", "goods", 85, 2),
    ("一台收音机", "goods", 120, 1), ("一口压力锅", "goods", 210, 1), ("一把轮椅坐垫", "goods", 95, 1), ("一盏充电台灯", "goods", 75, 1),
    ("两件过冬棉衣", "goods", 260, 2), ("一张小饭桌", "goods", 230, 1), ("一台电风扇", "goods", 150, 1), ("五十斤复合肥", "goods", 190, 1),
    ("给孙女买书包", "schooling", 120, 1), ("一套课外读物", "schooling", 140, 1), ("一本新华字典", "schooling", 35, 1),
    ("住校用的被褥", "schooling", 240, 1), ("一双运动鞋", "schooling", 130, 1), ("一张学习桌", "schooling", 320, 1),
    ("请医生上门看看腿脚", "medical", None, 1), ("办理慢病证", "medical", None, 1), ("一台血压计", "medical", 160, 1), ("一副助听器电池", "medical", 60, 1),
    ("帮助卖出三百斤蜂蜜", "sale", None, 1), ("帮助卖出两百斤腊肉", "sale", None, 1), ("帮助卖出一千斤脐橙", "sale", None, 1),
    ("调解屋后地界", "dispute", None, 1), ("调解山林边界", "dispute", None, 1), ("咨询拖欠的工钱怎么要", "legal", None, 1),
    ("咨询土地流转合同", "legal", None, 1), ("修好门前路灯", "other", 350, 1), ("给手机装上看病挂号的软件", "other", None, 1), ("拍一张全家福", "other", 90, 1),
)  # fmt: skip
IMPOSSIBLE = (  # wish, kind, value, why not, how the family was told
    ("翻修三间瓦房", "other", 30000, "金额远超微心愿限额，已转住房安全排查。", "工作队上门说明，户主理解。"),
    ("买一台旋耕机", "goods", 6800, "超出微心愿限额，可申请农机购置补贴。", "打电话说明，并带去补贴办理指南。"),
    ("安排一份县城的工作", "other", None, "不属于微心愿，已转人社局就业服务。", "上门告知，登记了求职意向。"),
)  # fmt: skip
COMPETENT = {  # kind: the unit that is asked first
    "medical": "县卫健局", "schooling": "县教育局", "sale": "县农业农村局", "dispute": "县民政局", "legal": "县总工会",
}  # fmt: skip
BRANCHES = ("县直机关第一党支部", "城关镇机关党支部", "县人民医院内科党支部", "县第一中学教师党支部", "县供电公司运检党支部")
FIRMS = ("云岭富民超市", "桐木油茶合作社", "龙潭茶业公司", "返乡创业协会")
SENT_BACK = ("请写清数量和尺码，方便认领人准备。", "请核实是本户的心愿，还是邻居托问的。", "金额请按市场价估一下再报。")
GIVEN = {
    "goods": "物品已送到家里。", "schooling": "学习用品已交到孩子手里。", "medical": "已上门服务，交代了注意事项。", "sale": "联系了单位食堂和超市，全部售出。",
    "dispute": "双方到场，签了调解协议。", "legal": "律师上门讲解，留了联系方式。", "other": "已办好。",
}  # fmt: skip
CONTACTED = ("已和户主通话，约好送去的时间。", "上门问清了规格。", "由结对干部转告，户里有人在家。")
RELEASED = ("单位今年经费已安排完，请其他单位认领。", "货源一直没有找到合适的。")
MISSING = ("鞋子小了一码，想换大一码。", "电饭锅没有说明书，不会用。", "还差一床褥子。")
