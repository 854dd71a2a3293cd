"""The pages of uploads: what a clerk sees and presses; who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import JournalEntry, Unit
from common.idcard import check_character
from common.sheets import read
from registers.models import Batch
from registers.queries import repair_page
from tests.registers.conftest import units, workbook
from tests.registers.test_import import GOOD, bad

WRONG_ID = "43900119850101123"
WRONG_ID += "0" if check_character(WRONG_ID) != "0" else "1"


@pytest.fixture(autouse=True)
def no_broker(settings):
    """Without a broker small files are worked on while the person waits; with one a worker would have to be there."""
    settings.REDIS_URL = ""


def send(client, data: bytes, kind: str = "units", name: str = "单位.xlsx"):
    return client.post("/imports/", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def test_from_upload_to_result_in_four_clicks(cast, signed_in):
    clerk = signed_in("clerk")
    answer = send(
        clerk, workbook([GOOD, bad("甲", kind="国营"), bad("乙", kind="国营"), bad("丙", opened="2018-02-30")])
    )
    page = clerk.get(answer["Location"])
    text = page.content.decode()
    assert "前有效" in text and ">先导入 1 户<" in text
    assert "3 户要改，其余 1 户可以直接导入" in text and "2018-02-30" in text and "国营" in text
    pk = Batch.objects.get().pk
    row = Batch.objects.get().rows.get(key="丙")
    assert clerk.post(f"/imports/{pk}/confirmation/").status_code == 302
    assert Unit.objects.filter(name="县农业局").exists()
    first = Batch.objects.get().rows.get(key="甲").pk
    assert "用到这 2 行" in text
    clerk.post(f"/imports/{pk}/repairs/", {"do": f"alike:{first}", f"cell-{first}": "企业"})
    clerk.post(f"/imports/{pk}/repairs/", {"do": "save", f"cell-{row.pk}": "2018-03-01", f"was-{row.pk}": "2018-02-30"})
    page = clerk.get(f"/imports/{pk}/").content.decode()
    assert "3 户都可以直接导入" in page and ">导入 3 户<" in page and "先导入" not in page
    clerk.post(f"/imports/{pk}/confirmation/")
    assert {"县农业局", "甲", "乙", "丙"} <= units(cast)
    page = clerk.get(f"/imports/{pk}/").content.decode()
    assert "撤销这次导入" in page and "新增" in page
    assert "前有效" not in page and "再上传一个文件" in page, "nothing of it is left to mend"
    rows = clerk.get(f"/imports/{pk}/rows/created/").content.decode()
    assert "甲" in rows
    clerk.post(f"/imports/{pk}/undoing/")
    assert not {"县农业局", "甲"} & units(cast)
    assert "原样" in clerk.get(f"/imports/{pk}/").content.decode()


def test_progress_asks_for_itself(cast, signed_in, upload):
    batch = upload([GOOD])
    Batch.objects.filter(pk=batch.pk).update(state="checking", done=50, total=200)
    text = signed_in("clerk").get(f"/imports/{batch.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in text and "50" in text and "200" in text


def test_wrong_files_are_refused_with_a_way_on(cast, signed_in):
    clerk = signed_in("clerk")
    answer = send(clerk, b"%PDF-1.4 nothing")
    assert answer.status_code == 422 and "xlsx" in answer.content.decode()
    assert clerk.post("/imports/", {"kind": "units"}).status_code == 422
    answer = send(clerk, workbook([]))
    assert "没有" in clerk.get(answer["Location"]).content.decode()


def test_columns_page(cast, signed_in):
    clerk = signed_in("clerk")
    answer = send(clerk, workbook([["甲", "机关"]], ("机构", "类型")))
    page = clerk.get(answer["Location"]).content.decode()
    assert "机构" in page and "c-name" in page
    assert clerk.post(f"{answer['Location']}columns/", {"c-name": ""}).status_code == 422
    assert clerk.post(f"{answer['Location']}columns/", {"c-name": "机构", "c-kind": "类型"}).status_code == 302
    assert Batch.objects.get().count("good") == 1


def test_refused_paste_keeps_what_was_typed(cast, signed_in, upload):
    batch = upload([bad("甲", opened="x")])
    row = batch.rows.get()
    answer = signed_in("clerk").post(
        f"/imports/{batch.pk}/repairs/", {"do": "paste", "row": row.pk, "pasted": "一\n二\n三"}
    )
    assert answer.status_code == 422 and "一\n二\n三" in answer.content.decode()


def test_sensitive_cells_are_journalled_when_shown(cast, signed_in, upload):
    batch = upload([bad("甲", id=WRONG_ID)])
    text = signed_in("clerk").get(f"/imports/{batch.pk}/").content.decode()
    assert WRONG_ID in text
    assert JournalEntry.objects.filter(verb="see_wrong_cells", by=cast.clerk).count() == 1


def test_numbers_of_queries_do_not_grow(cast, upload, viewer_of, django_assert_max_num_queries):
    batch = upload([bad(f"单位{n}", kind=f"类{n % 3}") for n in range(80)])
    with django_assert_max_num_queries(6):
        page = repair_page(batch, viewer_of("clerk"))
        assert (
            len(page.rows) == 50 and page.n_listed == 80 and [one.n_alike for one in page.rows[:4]] == [27, 27, 26, 0]
        )
        assert page.rows[0].sentence


@pytest.mark.parametrize(
    "who, seen", [("clerk", 200), ("township", 404), ("stranger", 404), ("leader", 403), ("captain", 403)]
)
def test_who_sees_an_upload_of_the_county(cast, signed_in, upload, who, seen):
    batch = upload([GOOD])
    client = signed_in(who)
    assert client.get(f"/imports/{batch.pk}/").status_code == seen
    assert client.post(f"/imports/{batch.pk}/confirmation/").status_code == (302 if seen == 200 else seen)
    assert client.post(f"/imports/{batch.pk}/wrong-rows/").status_code == seen


def test_the_county_sees_what_a_township_uploads(cast, signed_in, upload):
    upload([GOOD], by="township", region=cast.longtan)
    assert "2026年单位.xlsx" in signed_in("clerk").get("/imports/").content.decode()
    assert "2026年单位.xlsx" not in signed_in("stranger").get("/imports/").content.decode()


def test_template_of_a_register(cast, signed_in):
    answer = signed_in("clerk").get("/imports/templates/units/")
    assert read(answer.content).heads[:2] == ["单位", "类型"]
    assert signed_in("clerk").get("/imports/templates/nothing/").status_code == 404


def test_pages_speak_english_too(cast, signed_in, upload):
    cast.clerk.language = "en"
    cast.clerk.save()
    batch = upload([GOOD, bad("甲", kind="国营")])
    text = signed_in("clerk").get(f"/imports/{batch.pk}/").content.decode()
    assert "1 households to mend; the other 1 can go in now" in text
