"""Whoever looks: the claim list, the promises, the public pages, the API's list and the paper for the board name nobody."""

import io
import json
import uuid

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, get_resolver
from pypdf import PdfReader

from accounts.roles import Permission
from common.sheets import read
from figures.registry import FIGURES
from households.models import Household, Pairing, Person
from papers.paper import paper
from registers.export import listing
from tests.wishes.making import D, checked, claimed, collected, when
from tests.wishes.shop.factories import photo
from wishes import actions
from wishes.actions.refusals import NamesSomebody
from wishes.models import Claim
from wishes.queries.texts import shown_item, shown_items

pytestmark = pytest.mark.django_db
# A neighbour, a teacher, the pairing cadre, the captain, somebody: none of them of the family.
OTHERS = ("枫秋生", "秋生家", "马老师", "找赵国庆", "问文涛", "李某某")
NEIGHBOURLY = "买棉被：枫秋生知道，秋生家和马老师帮忙，找赵国庆或问文涛，李某某作证"
TELLTALE = "给枫长林和枫桂香买棉被，送到枫树湾村1组，电话13800001234，身份证439001196803050018"


def secrets(cast) -> list[str]:
    """Names of heads and members, ID numbers, phones, household numbers of every family of the county; numbers and other people in the texts."""
    found = {"13800001234", "439001196803050018", "13800000000", *OTHERS}
    for household in cast.households.values():
        found |= {household.head_name, household.no, household.phone}
    found |= {person.name for person in cast.persons} | {person.id_number for person in cast.persons} | {person.no for person in cast.persons}
    return sorted(word for word in found if word)


def named(body: str, cast) -> list[str]:
    return [word for word in secrets(cast) if word in body]


@pytest.fixture
def told(cast):
    """A wish whose text gives the family away, free; another like it promised by the unit; a plain one, free."""
    free = actions.check(wishes=[collected(cast, item=TELLTALE)], masked=True, **when(cast.township, D(2026, 9, 18)))[0]
    kept = actions.check(wishes=[collected(cast, item=f"{TELLTALE}，要双人的")], masked=True, **when(cast.township, D(2026, 9, 18)))[0]
    claimed(cast, wish=kept)
    around = actions.check(wishes=[collected(cast, item=NEIGHBOURLY)], masked=True, **when(cast.township, D(2026, 9, 18)))[0]
    held = actions.check(wishes=[collected(cast, item=f"{NEIGHBOURLY}。")], masked=True, **when(cast.township, D(2026, 9, 18)))[0]
    claimed(cast, wish=held)
    return {"free": free, "kept": kept, "around": around, "held": held, "plain": checked(cast, item="一个电饭锅", number="02")}


def test_the_sweep_finds_what_it_looks_for(cast, told):
    assert set(named(TELLTALE, cast)) >= {"枫长林", "枫桂香", "13800001234", "439001196803050018"}
    assert set(named(NEIGHBOURLY, cast)) >= set(OTHERS)


def test_what_others_read_of_a_wish_that_names_half_the_village(cast, told):
    assert shown_item(told["around"]) == "买棉被：***知道，***家和***帮忙，找***或问***，***作证"


def test_a_neighbour_who_comes_later_is_hidden_too(cast, told):
    wish = checked(cast, item="借给苗翠莲的碗")
    assert shown_item(wish) == "借给苗翠莲的碗"
    new = cast.households["fengshuwan", "02"]
    Person.objects.create(household=new, no=f"{new.no}09", name="苗翠莲", relation="儿媳")
    assert shown_item(wish) == "借给***的碗"


@pytest.mark.parametrize("item", ["枫秋生家门口的灯", "请马老师来上课", "找赵国庆领的被子", "文涛说的书桌"])
def test_nothing_that_names_anybody_is_published_unseen(cast, item, signed_in):
    wish = collected(cast, item=item)
    for username in ("cadre", "township"):
        assert "写了人名" in signed_in(username).get(f"/wishes/{wish.pk}/").content.decode(), "whoever collected it is told, and whoever checks it"
    with pytest.raises(NamesSomebody):
        actions.check(wishes=[wish], **when(cast.township, D(2026, 9, 18)))
    kept = collected(cast, item=f"{item}。", privacy="office")
    assert actions.check(wishes=[kept], **when(cast.township, D(2026, 9, 18)))


def test_a_page_of_wishes_asks_for_its_villages_at_once(cast, told, django_assert_num_queries):
    rows = [collected(cast, item=f"{n}个书包给石大山", village=village, number=number) for n in range(9) for village in ("fengshuwan", "gaoping") for number in ("01", "02")]
    with django_assert_num_queries(2):
        shown = shown_items(rows)
    assert sum("***" in text for text in shown.values()) == 18, "in his own village only"


def test_no_page_for_givers_names_anybody(cast, told, signed_in, viewer_of):
    pages = ["/wishes/claims/", "/wishes/claims/?view=ours", "/wishes/promises/", "/wishes/promises/?view=kept", f"/wishes/{told['free'].pk}/claim/",
             f"/wishes/{told['kept'].pk}/claim/", f"/wishes/{told['around'].pk}/claim/", f"/wishes/{told['held'].pk}/claim/", "/api/v1/wishes/claims/"]  # fmt: skip
    read = 0
    for username in cast.users:
        client = signed_in(username)
        for url in pages:
            answer = client.get(url)
            may = viewer_of(username).can(Permission.WISHES_CLAIM)
            assert answer.status_code in ((200, 404) if may else (403, 404)), (username, url)
            body = answer.content.decode()
            assert named(body, cast) == [], (username, url)
            read += "买棉被" in body
    assert read > 20, "the text itself was read, with stars"


def test_the_public_pages_name_nobody(cast, told, signed_in):
    promise = {"name": "李好人", "phone": "13912345678"}
    for client in [Client(), *(signed_in(username) for username in cast.users)]:
        for url in ("/w/439001/", "/w/439001000000/", f"/w/439001/{told['free'].uuid}/claim/", f"/w/439001/{told['kept'].uuid}/claim/",
                    f"/w/439001/{told['around'].uuid}/claim/", f"/w/439001/{told['held'].uuid}/claim/"):  # fmt: skip
            answer = client.get(url)
            assert answer.status_code == 200 and named(answer.content.decode(), cast) == [], url
    answer = Client().post(f"/w/439001/{told['free'].uuid}/claim/", promise)
    slip = Client().get(answer.url).content.decode()
    assert "买棉被" in slip and named(slip, cast) == [] and "李好人" not in slip and "13912345678" not in slip


def test_a_giver_reads_his_wish_without_names(cast, told, signed_in):
    for wish in (told["kept"], told["held"]):
        for url in ("", "delivery/", "contact/", "release/", "undo/"):
            body = signed_in("unit").get(f"/wishes/{wish.pk}/{url}").content.decode()
            assert "买棉被" in body and named(body.replace("李文涛", ""), cast) == [], url
        body = signed_in("unit").get(f"/api/v1/wishes/{wish.pk}/").content.decode()
        assert "买棉被" in json.loads(body)["item"] and named(json.loads(body)["item"], cast) == []
    assert named(signed_in("unit").get("/wishes/?view=all").content.decode(), cast) == []


def plain_addresses(patterns, head="/"):
    """Every address of the house that holds no number, code or name."""
    for one in patterns:
        here = head + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from plain_addresses(one.url_patterns, here)
        elif not set(here) & set("<(^") and "logout" not in here:
            yield here


def test_no_address_of_the_house_names_anybody_to_a_giver(cast, told, signed_in):
    """Also the lists behind the figures: whoever gives for a unit may open them for the sake of his teams."""
    figures = [f"/figures/{key}/{period}" for key in FIGURES for period in ("", "?period=2026-Q3", "?area=439001102201", "?kind=goods")]
    addresses = sorted({*plain_addresses(get_resolver().url_patterns), *figures})
    client, n = signed_in("unit"), 0
    for url in addresses:
        answer = client.get(url)
        if answer.status_code == 200 and not answer.streaming:
            body = answer.content.decode(errors="replace")
            assert named(body, cast) == [], url
            n += url.startswith("/figures/wishes.")
    assert n > 40 and len(addresses) > 250, "the lists behind the figures were read"
    assert "买棉被" in signed_in("captain").get("/figures/wishes.collected/?period=2026").content.decode()


def test_whoever_collected_it_reads_the_list_behind_a_figure_only_while_the_family_is_his(cast, told, signed_in):
    client, url = signed_in("cadre"), "/figures/wishes.collected/?period=2026"
    assert "枫桂香" in client.get(url).content.decode()
    Pairing.objects.filter(cadre__user=cast.cadre).update(closed_on=cast.on)
    assert named(client.get(url).content.decode().replace("问文涛", ""), cast) == []


def test_a_giver_reads_of_the_delivery_in_nobodys_words(cast, told, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    wish = told["held"]
    given = actions.deliver(wish=wish, note="棉被交给枫桂香，秋生家在场", **when(cast.cadre, D(2026, 9, 28)))
    kept = actions.add_proof(fulfilment=given, data=photo(), uuid=uuid.uuid4(), by=cast.cadre, at=cast.at)
    unit, url = signed_in("unit"), f"/wishes/{wish.pk}/"
    body = unit.get(url).content.decode()
    assert "棉被交给***" in body and named(body.replace("李文涛", ""), cast) == []
    assert "交给枫桂香，秋生家在场" in signed_in("captain").get(url).content.decode()
    assert unit.get(f"/wishes/photos/{kept.uuid}/").status_code == 200, "a photo of what one gave oneself"


def test_whoever_gave_the_promise_back_reads_nothing_of_what_another_gave(cast, told, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    wish = told["held"]
    actions.release(claim=Claim.objects.get(wish=wish), reason="没有货了", **when(cast.unit, D(2026, 9, 22)))
    claimed(cast, wish=wish, kind=Claim.Kind.PERSON, by=cast.captain, on=D(2026, 9, 23))
    given = actions.deliver(wish=wish, note="双人棉被", **when(cast.captain, D(2026, 9, 28)))
    kept = actions.add_proof(fulfilment=given, data=photo(), uuid=uuid.uuid4(), by=cast.captain, at=cast.at)
    body, address = signed_in("unit").get(f"/wishes/{wish.pk}/").content.decode(), f"/wishes/photos/{kept.uuid}/"
    assert "买棉被" in body and "双人棉被" not in body and address not in body
    assert signed_in("unit").get(address).status_code == 404
    assert signed_in("captain").get(address).status_code == 200 == signed_in("cadre").get(address).status_code


def test_why_a_wish_cannot_be_met_stays_with_the_office(cast, told, signed_in):
    wish = told["held"]
    actions.release(claim=Claim.objects.get(wish=wish), reason="没有货了", **when(cast.unit, D(2026, 9, 22)))
    actions.cannot(wishes=wish, reason="枫长林住进了敬老院", told="电话", **when(cast.township, D(2026, 9, 23)))
    for username, reason in (("unit", ""), ("township", "枫长林住进了敬老院")):
        assert signed_in(username).get(f"/api/v1/wishes/{wish.pk}/").json()["unmet_reason"] == reason
    assert "敬老院" not in signed_in("unit").get(f"/wishes/{wish.pk}/").content.decode()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_file_holds_only_families_that_its_reader_may_know(cast, told, signed_in, viewer_of, format):
    """The file itself as it is sent, for everybody: refused, or of families whose page he may open."""
    sent = 0
    for username in cast.users:
        answer = signed_in(username).post("/exports/", {"listing": "wishes", "query": "view=all", "format": format, "reason": "核对"})
        may = viewer_of(username).can(Permission.REGISTERS_EXPORT)
        if answer.status_code != 200:  # back with a word where there is nothing to send
            assert answer.status_code == (302 if may else 403), username
            continue
        data = b"".join(answer.streaming_content)
        numbers = {row["户编号"] for _at, row in read(data, f"x.{format}").records()}
        known = set(Household.objects.visible_to(viewer_of(username)).values_list("no", flat=True))
        assert numbers <= known, username
        sent += bool(numbers)
    assert sent >= 3


def test_the_village_is_in_no_list_for_givers(cast, told, signed_in):
    for body in (signed_in("unit").get("/wishes/claims/").content.decode(), Client().get("/w/439001/").content.decode()):
        assert "枫树湾" not in body and "龙潭镇" in body


def test_the_board_names_nobody(cast, told, viewer_of):
    made = paper("wishes.board").make(viewer_of("captain"), {"area": cast.fengshuwan.path}, cast.at, lambda n: None)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages).replace("\n", "")
    assert "电饭锅" in text and told["around"].no in text and told["free"].no in text and named(text, cast) == []


def test_what_the_family_keeps_is_shown_to_nobody(cast, signed_in):
    kept = checked(cast, item="一台助听器", privacy="office")
    claimers = checked(cast, item="一副拐杖", privacy="claimers")
    unit, public = signed_in("unit").get("/wishes/claims/").content.decode(), Client().get("/w/439001/").content.decode()
    assert "助听器" not in unit + public and "拐杖" in unit and "拐杖" not in public
    for wish in (kept, claimers):
        assert Client().get(f"/w/439001/{wish.uuid}/claim/").status_code == 404
    assert signed_in("unit").post(f"/wishes/{kept.pk}/claim/", {"kind": "unit"}).status_code == 404
    assert not Claim.objects.exists()


def test_only_offices_take_the_list_out(cast, told, viewer_of):
    table = listing("wishes")
    assert not list(table.found(viewer_of("unit"), QueryDict("view=all"))) and not list(table.found(viewer_of("cadre"), QueryDict("view=all")))


@pytest.mark.parametrize("name", ["苗翠莲", "苗 翠莲", "买买提·翠莲", "翠莲·买买提", "莲·翠", "翠 莲", "欧阳翠莲"])
@pytest.mark.parametrize("most", [0, 4000])
def test_names_however_they_are_written(cast, name, most, monkeypatch):
    """What the database leaves out is never a name that the text holds; without its help the same is found."""
    monkeypatch.setattr("wishes.queries.texts.MOST_PAIRS", most)
    home = cast.households["fengshuwan", "02"]
    Person.objects.create(household=home, no=f"{home.no}09", name=name, relation="儿媳")
    bare = name.replace(" ", "").replace("·", "")
    for written in {name, bare, "翠莲" if "翠莲" in name else bare}:
        wish = collected(cast, item=f"{written}要的碗", by=cast.captain)
        assert shown_item(wish) == "***要的碗", written
