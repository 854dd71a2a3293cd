
"""The registers of an invented county, in the shapes that offices keep in Excel, dirty on purpose.

Everybody and every place is invented; county code 439001 is not assigned. `make(folder, seed=7)` writes regions.csv, six
workbooks and answers.json: what a right import must find (counts, and each bad row with its Excel row number). The same
arguments always give the same registers: the order of the random draws is part of the data, so keep it.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

from tests.registers_layout import sheet

COUNTY = "439001"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石"
    "金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
GIVEN = "秀英桂兰玉梅华建国志明小红丽芳伟强军平永福长生满香有田春花国庆文涛海燕晓东雪松立新德贵光辉云霞金凤水生根宝冬梅思远子涵梓轩雨桐俊杰佳怡家豪浩宇"
TOWNS = (
    "石门乡 白水镇 龙潭镇 青石镇 大坪镇 双江镇 桐木镇 枫林镇 城关镇 云溪镇 "
    "茶山乡 竹溪乡 松柏乡 杉木镇 柳塘镇 清水乡 黄土镇 岩口乡 三溪镇 月亮乡"
).split()
VILLAGE = (
    "高坪 老屋场 上寨 下寨 新塘 枫树湾 桥头 庙冲 石板 大湾 小湾 枣子坪 梨树坳 龙井 白果 双溪 茶园 竹园 马头 牛角 "
    "金星 红星 前进 团结 和平 新民 长冲 横岭 水口 塘湾 栗山 樟树 柏树 青山 桃花 杏花 盘龙 凤凰 狮子 仙人"
).split()
UNITS = (
    "县委组织部 县农业农村局 县财政局 县住建局 县教育局 县卫健局 县发改局 县林业局 县水利局 县交通局 县民政局 县人社局 "
    "县税务局 县供电公司 县自然资源局 县文旅局 县市场监管局 县融媒体中心 县人民医院 县第一中学 县农商银行 县烟草局 "
    "县退役军人局 县应急局 县统计局 县残联 县妇联 团县委 县总工会 县工商联"
).split()
RANKS = ["县处级副职", "乡科级正职", "乡科级副职", "科员级", "科员级", "科员级"]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
FAULTS = (
    "village_unknown village_ambiguous id_checksum id_birth type_unknown "
    "phone_digits size_not_number date_impossible duplicate_id no_head"
).split()

MONEY_AT, IDENTIFIED_AT = 22, 25  # columns of the household register that come in several shapes


def make(
    out: str | Path,
    *,
    seed: int = 1,
    villages: int = 300,
    teams: int = 126,
    households: int = 16190,
    monitored: int = 1020,
    cadres: int = 4828,
    bad: int = 37,
) -> dict[str, Any]:
    """Write everything into the folder and return the answers."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    county = County(folder, seed)
    county.make_regions(villages)
    county.make_teams(teams)
    county.make_cadres(cadres)
    county.make_households(households, monitored, bad)
    county.make_pairings()
    county.make_visits(households * 20000 // 16190)
    county.make_wishes(max(20, households * 586 // 16190))
    county.make_ballots()
    (folder / "answers.json").write_text(json.dumps(county.answers, ensure_ascii=False, indent=1), encoding="utf-8")
    return county.answers


class County:
    """Everything that is drawn, in the order in which it is drawn."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.r = random.Random(seed)
        self.answers: dict[str, Any] = {"seed": seed}
        self.villages: list[tuple[str, str, str]] = []
        self.team_villages: list[tuple[str, str, str]] = []
        self.cadres: list[tuple[str, ...]] = []
        self.houses: list[tuple[str, str, str, str, bool, str]] = []
        self.own: dict[str, tuple[str, ...]] = {}

    # --- single facts
    def id_number(self, born: dt.date, male: bool) -> str:
        seq = self.r.randrange(1, 499) * 2 + (1 if male else 0)
        s = f"{COUNTY}{born:%Y%m%d}{seq % 1000:03d}"
        return s + "10X98765432"[sum(int(c) * w for c, w in zip(s, WEIGHTS, strict=True)) % 11]

    def name(self, surname: str | None = None) -> str:
        return (surname or self.r.choice(SURNAMES)) + "".join(self.r.sample(GIVEN, self.r.choice([1, 2, 2, 2])))

    def phone(self) -> str:
        return "1" + self.r.choice("3589") + "".join(self.r.choice("0123456789") for _ in range(9))

    def born(self, youngest: int, oldest: int) -> dt.date:
        return dt.date(2026 - self.r.randint(youngest, oldest), self.r.randint(1, 12), self.r.randint(1, 28))

    def day(self, year: int, first: int = 1, last: int = 12) -> dt.date:
        return dt.date(year, self.r.randint(first, last), self.r.randint(1, 28))

    # --- regions: two villages of the same name in different townships happen, as in real counties
    def make_regions(self, n: int) -> None:
        used: dict[str, set[str]] = {t: set() for t in TOWNS}
        while len(self.villages) < n:
            t = TOWNS[len(self.villages) % len(TOWNS)]
            base = self.r.choice(VILLAGE)
            if base in used[t]:
                base = self.r.choice("上下东西南北新老") + base
            if base in used[t]:
                continue
            used[t].add(base)
            code = f"{COUNTY}{100 + TOWNS.index(t):03d}{200 + len(used[t]):03d}"
            self.villages.append((t, base + "村", code))
        with open(self.folder / "regions.csv", "w", encoding="utf-8") as f:
            f.write(f"code,name,level,parent\n{COUNTY}000000,云岭县,county,\n")
            for i, t in enumerate(TOWNS):
                f.write(f"{COUNTY}{100 + i:03d}000,{t},township,{COUNTY}000000\n")
            for _, v, code in self.villages:
                f.write(f"{code},{v},village,{code[:9]}000\n")

    def make_teams(self, n: int) -> None:
        self.team_villages = self.r.sample(self.villages, n)
        rows: list[list[Any]] = []
        for t, v, _ in self.team_villages:
            unit = self.r.choice(UNITS)
            for k in range(self.r.choice([2, 3, 3, 3, 3, 4])):
                rows.append([len(rows) + 1, t, v, *self.resident(unit, k == 0)])
        sheet(self.folder, "teams", rows)
        self.answers["teams"], self.answers["resident_cadres"] = n, len(rows)

    def resident(self, unit: str, first: bool) -> list[Any]:
        r, yes = self.r, "是" if first else "否"
        b = self.born(24, 58)
        male = r.random() < 0.7
        kind = "国家机关" if "局" in unit or "委" in unit else "其他"
        head = [unit, kind, "县", self.name(), "男" if male else "女", yes, yes, r.choice(["中共党员"] * 4 + ["群众"])]
        rank = r.choice(["乡科级正职", "乡科级副职", "科员级", "科员级", "未定职"])
        return [*head, rank, self.id_number(b, male), self.phone(), self.day(2025, 3, 9), ""]

    def make_cadres(self, n: int) -> None:
        for _ in range(n):
            b = self.born(23, 59)
            male = self.r.random() < 0.6
            who = (self.name(), "男" if male else "女", self.r.choice(UNITS), self.r.choice(RANKS), self.phone())
            self.cadres.append((*who, self.id_number(b, male)))

    def make_households(self, n: int, monitored: int, bad: int) -> None:
        people = Households(self, n, monitored, bad)
        for h in range(n):
            people.add(h)
        sheet(self.folder, "households", people.rows)
        self.answers.update(
            households=n, persons=len(people.rows), monitored=monitored, bad_households=bad, bad=people.bad
        )

    # --- monitored households one to one with a strong cadre, the others in turn
    def make_pairings(self) -> None:
        rows = []
        order = list(range(len(self.cadres)))
        self.r.shuffle(order)
        for i, (hid, t, v, head, mon, _) in enumerate(self.houses):
            c = self.own[hid] = self.cadres[order[i % len(order)]]
            kind = ["监测户", "结对帮扶"] if mon else ["脱贫户", "结对联系"]
            rows.append([i + 1, t, v, hid, head, *kind, c[0], c[1], c[2], c[3], c[4], self.day(2025)])
        sheet(self.folder, "pairings", rows)
        waiting = {b["household_no"] for b in self.answers["bad"]}
        self.answers["pairings"], self.answers["pairing_cadres"] = len(rows), len(self.cadres)
        self.answers["waiting"] = {"pairings": sum(row[3] in waiting for row in rows)}

    # --- a year's visits as typed into Excel
    def make_visits(self, n: int) -> None:
        r, rows = self.r, []
        for i in range(n):
            hid, t, v, head, _, _ = r.choice(self.houses)
            day = dt.date(2026, 1, 1) + dt.timedelta(days=r.randrange(304))
            c = self.own[hid] if r.random() < 0.85 else r.choice(self.cadres)
            shown = day if r.random() < 0.9 else f"{day.month}月{day.day}日"
            row = [i + 1, shown, t, v, hid, head, c[0], c[2], c[4] if r.random() < 0.7 else ""]
            row.append(r.choice(["入户", "入户", "入户", "电话", "微信视频"]))
            row.append(r.choice(["宣传政策", "了解收入", "查看住房", "核对医保", "帮助秋收", "询问就业"]))
            row.append(r.choice(["", "", "", "冬被缺一床", "屋后排水沟堵塞", "想学养蜂", "慢病证未办"]))
            row.append(r.choice(["", "", "已转村委", "已办结"]))
            rows.append(row)
        sheet(self.folder, "visits", rows)
        self.answers["visits"] = len(rows)
        waiting = {b["household_no"] for b in self.answers["bad"]}
        self.answers["waiting"]["visits"] = sum(row[4] in waiting for row in rows)

    def make_wishes(self, n: int) -> None:
        r, rows = self.r, []
        kinds = ["生活用品", "医疗服务", "农产品销售", "纠纷调解", "法律援助", "助学"]
        texts = (
            "一床棉被 一个电饭锅 给孩子买书包 二十只鸡苗 帮助卖出三百斤蜂蜜 一台电视机 办理慢病证 修好门前路灯".split()
        )
        for i in range(n):
            hid, t, v, head, _, _ = r.choice(self.houses)
            got = dt.date(2026, 1, 5) + dt.timedelta(days=r.randrange(280))
            state = r.choice(["未认领", "已认领", "已办结", "已办结"])
            claimed = got + dt.timedelta(days=r.randint(1, 12)) if state != "未认领" else ""
            done = claimed + dt.timedelta(days=r.randint(2, 12)) if claimed and state == "已办结" else ""
            row = [i + 1, t, v, hid, head, r.choice(kinds), r.choice(texts), r.choice([60, 120, 200, 350, 480, ""])]
            row.append(r.choice(["户主本人", "户主本人", "干部代提"]))
            rows.append([*row, got, state, r.choice(UNITS) if claimed else "", claimed, done])
        sheet(self.folder, "wishes", rows)
        waiting = {b["household_no"] for b in self.answers["bad"]}
        self.answers["waiting"]["wishes"] = sum(row[3] in waiting for row in rows)
        self.answers["wishes"] = len(rows)

    def make_ballots(self) -> None:
        rows = [[i + 1, t, v, *self.ballots(i)] for i, (t, v, _) in enumerate(self.team_villages)]
        sheet(self.folder, "ballots", rows)
        self.answers["reviews"] = {
            "meetings": len(rows),
            "below_35_valid": sum(sum(row[7:11]) < 35 for row in rows),
            "void_rows": [i + 4 for i in (17, 63) if i < len(rows)],
            "sum_mismatch_rows": [44] if len(rows) > 40 else [],
        }

    def ballots(self, i: int) -> list[Any]:
        r = self.r
        issued = r.randint(36, 70)
        got = issued - r.randint(0, 4)
        invalid = r.randint(0, 2)
        valid = got - invalid
        a1 = int(valid * r.uniform(0.55, 0.95))
        a2 = int((valid - a1) * r.uniform(0.4, 0.9))
        a3 = int((valid - a1 - a2) * r.uniform(0.3, 1))
        a4 = valid - a1 - a2 - a3
        if i in (17, 63):
            got = issued + 1
        if i == 40:
            a1 += 2
        day = dt.date(2026, 9, r.randint(15, 30))
        scores = [r.randint(78, 98), r.randint(76, 97)]
        found = r.choice(["", "产业发展办法不多", "入户次数偏少", "路灯维修拖延", "村账公示不及时"])
        return [day, issued, got, invalid, a1, a2, a3, a4, *scores, found]


class Households:
    """Households, one row a person, in the layout of the national export."""

    def __init__(self, county: County, n: int, monitored: int, bad: int) -> None:
        self.county, self.r = county, county.r
        self.monitored = set(self.r.sample(range(n), monitored))
        places = sorted(self.r.sample(range(n), bad))
        self.fault_of = {h: FAULTS[at % len(FAULTS)] for at, h in enumerate(places)}
        by_name: dict[str, list[str]] = {}
        for _, v, code in county.villages:
            by_name.setdefault(v, []).append(code)
        self.ambiguous = [v for v, codes in by_name.items() if len(codes) > 1]
        self.rows: list[list[Any]] = []
        self.bad: list[dict[str, Any]] = []
        self.right_ids: list[str] = []
        self.taken: set[str] = set()

    def add(self, h: int) -> None:
        r, county = self.r, self.county
        t, v, code = county.villages[h % len(county.villages)] if r.random() < 0.5 else r.choice(county.villages)
        surname = r.choice(SURNAMES)
        size = r.choices([1, 2, 3, 4, 5, 6, 7], [9, 19, 20, 24, 16, 8, 4])[0]
        hid = f"{code}{h:06d}"
        tel = county.phone() if r.random() < 0.93 else ""
        first = county.day(r.choice([2014, 2014, 2015, 2016, 2017, 2018, 2021, 2023]))
        mon = h in self.monitored
        kind = r.choice(["脱贫不稳定户", "边缘易致贫户", "突发严重困难户"]) if mon else ""
        typ = "脱贫户" if kind in ("", "脱贫不稳定户") else "一般农户"
        removed = mon and r.random() < 0.25
        money = round(r.uniform(4200, 8600), 2) if mon else round(r.lognormvariate(9.5, 0.35), 2)
        house = (t, v, hid, size, tel, first, mon, kind, typ, removed, money, f"{r.randint(1, 12)}组")
        for k in range(size):
            row = self.person(k, surname, house)
            idn = row[9]
            self.soil(row, first, money, tel)
            fault = self.fault_of.get(h) if k == 0 else None
            if fault:
                self.spoil(row, fault)
                self.bad.append({"excel_row": len(self.rows) + 4, "household_no": hid, "code": fault})
            else:
                self.right_ids.append(idn)
            self.rows.append(row)
        county.houses.append((hid, t, v, self.rows[-size][8].strip(), mon, tel))

    def person(self, k: int, surname: str, house: tuple[Any, ...]) -> list[Any]:
        r, county = self.r, self.county
        t, v, hid, size, tel, first, mon, kind, typ, removed, money, group = house
        others = ["之子", "之女", "之儿媳", "之父", "之母", "之孙子", "之孙女"]
        rel = "户主" if k == 0 else ("配偶" if k == 1 else r.choice(others))
        b = county.born(*((35, 82) if k < 2 else (60, 92) if rel in ("之父", "之母") else (1, 45)))
        male = (r.random() < 0.75) if k == 0 else rel in ("之子", "之父", "之孙子")
        idn = county.id_number(b, male)
        while idn in self.taken:
            idn = county.id_number(b, male)
        self.taken.add(idn)
        age = 2026 - b.year
        # fmt: off
        return [
            len(self.rows) + 1, dt.date(2026, 10, 31), "云岭县", t, v, group, hid, f"{hid}{k + 1:02d}",
            county.name(surname if rel != "配偶" else None), idn, size, rel,
            r.choice(["汉族"] * 8 + ["苗族", "瑶族", "侗族"]),
            r.choice(["小学", "初中", "初中", "高中", "大专", "文盲或半文盲"]) if age > 16 else "",
            "小学" if 6 < age < 13 else ("七年级" if 12 < age < 16 else "非在校生"),
            r.choices(["健康", "患有大病", "长期慢性病", "残疾"], [78, 4, 12, 6])[0],
            "普通劳动力" if 16 < age < 60 else "无劳动力",
            r.randint(3, 11) if 18 < age < 58 and r.random() < 0.45 else 0,
            r.choice(["是", "是", "是", "是", "否"]),
            r.choice(["因病", "因残", "因学", "缺劳力", "缺技术", "缺资金"]) if typ == "脱贫户" else "", "否", "是", money, tel,
            county.phone() if age > 16 and r.random() < 0.6 else "", first, first, typ, kind,
            ("是" if removed else "否") if mon else "",
            county.day(2025) if mon else "", county.day(2026, 1, 9) if removed else "",
        ]
        # fmt: on

    def soil(self, row: list[Any], first: dt.date, money: float, tel: str) -> None:
        """Dirt that a good importer takes in its stride."""
        d = self.r.random()
        if d < 0.02:
            row[8] = f" {row[8]} "
        elif d < 0.03:
            row[9] = row[9].lower()
        elif d < 0.04:
            row[9] = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in row[9])
        elif d < 0.05:
            row[IDENTIFIED_AT] = f"{first:%Y.%m.%d}"
        elif d < 0.06:
            row[IDENTIFIED_AT] = f"{first:%Y}年{first.month}月{first.day}日"
        elif d < 0.07:
            row[MONEY_AT] = f"{money:,.2f}"
        elif d < 0.08 and tel:
            row[23] = f"{tel[:3]}-{tel[3:7]}-{tel[7:]}"

    def spoil(self, row: list[Any], fault: str) -> None:
        """The one thing that is truly wrong with a household."""
        r = self.r
        if fault == "village_ambiguous":
            row[4] = r.choice(self.ambiguous)
            row[3] = ""
        elif fault == "id_checksum":
            row[9] = row[9][:17] + ("0" if row[9][17] != "0" else "1")
        elif fault == "id_birth":
            row[9] = row[9][:10] + "0231" + row[9][14:]
        elif fault == "duplicate_id":
            row[9] = self.right_ids[r.randrange(len(self.right_ids))]
        else:
            at, text = {
                "village_unknown": (4, "无此村"),
                "type_unknown": (27, "建档立卡"),
                "phone_digits": (23, "1387456"),
                "size_not_number": (10, "四口人左右"),
                "date_impossible": (IDENTIFIED_AT, "2018-02-30"),
                "no_head": (11, "之子"),
            }[fault]
            row[at] = text
