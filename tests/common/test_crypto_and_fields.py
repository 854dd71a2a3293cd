import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from common import crypto, fields

ID = "11010519491231002X"


@given(st.text().filter(lambda text: text.isprintable()))
def test_what_is_sealed_can_be_opened(text):
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_a_sealed_value_shows_algorithm_and_key_and_nothing_else(settings):
    sealed = crypto.encrypt(ID)
    assert sealed.startswith(f"aesgcm:{settings.FIELD_KEY_CURRENT}:")
    assert ID not in sealed and crypto.is_sealed(sealed) and not crypto.is_sealed(ID)
    assert crypto.encrypt(ID) != sealed
    assert crypto.encrypt("") == crypto.decrypt("") == crypto.lookup("") == ""


@pytest.mark.parametrize(
    "harm",
    [
        lambda s: s[:-6] + "AAAAAA",
        lambda s: s.replace("aesgcm", "sm4"),
        lambda s: "aesgcm:none:" + s.split(":")[2],
        lambda s: "x",
        lambda s: s[:20],
    ],
)
def test_a_damaged_value_is_not_opened(harm):
    with pytest.raises(crypto.CannotOpen) as refusal:
        crypto.decrypt(harm(crypto.encrypt(ID)))
    assert ID not in str(refusal.value)


def test_rotation_goes_to_the_current_key(settings):
    newest, oldest = list(settings.FIELD_KEYS)[:2]
    settings.FIELD_KEY_CURRENT = oldest
    old = crypto.encrypt(ID)
    settings.FIELD_KEY_CURRENT = newest
    assert crypto.is_stale(old)
    new = crypto.rotate(old)
    assert not crypto.is_stale(new) and crypto.decrypt(new) == ID and crypto.rotate(new) == new


def test_the_fingerprint_is_keyed(settings):
    first = crypto.lookup(ID)
    assert first == crypto.lookup(ID) and len(first) == 64
    settings.LOOKUP_KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    assert crypto.lookup(ID) != first


def test_a_whole_county_is_sealed_in_a_moment():
    started = time.process_time()
    for n in range(60_000):
        crypto.encrypt(f"43900119900101{n:04d}")
    assert time.process_time() - started < 1.5


@pytest.fixture
def letter(db):
    with isolate_apps("common"):

        class Letter(models.Model):
            secret = fields.EncryptedField(blank=True)
            note = models.TextField(default="")

            class Meta:
                app_label = "common"

        with connection.cursor() as cursor:
            auto = "serial" if connection.vendor == "postgresql" else "integer"
            cursor.execute(
                f"CREATE TABLE common_letter (id {auto} PRIMARY KEY, secret text NOT NULL, note text NOT NULL)"
            )
        yield Letter
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE common_letter")


def stored(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM common_letter WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_the_field_reads_plain_and_stores_sealed(letter):
    one = letter.objects.create(secret=ID)
    assert ID not in stored(one.pk) and crypto.decrypt(stored(one.pk)) == ID
    again = letter.objects.get(pk=one.pk)
    assert again.secret == ID and isinstance(again.secret, str)
    assert letter.objects.only("note").get(pk=one.pk).secret == ID
    again.refresh_from_db()
    assert again.secret == ID
    sealed = letter.objects.values_list("secret", flat=True).get()
    assert str(sealed) == ID and sealed == ID and ID not in repr(sealed)


def test_lists_that_do_not_show_it_do_not_open_it(letter, monkeypatch):
    letter.objects.bulk_create([letter(secret=ID) for _ in range(3)])
    monkeypatch.setattr(crypto, "decrypt", lambda sealed: pytest.fail("opened"))
    assert len(list(letter.objects.all())) == 3


def test_saving_other_things_leaves_it_untouched(letter):
    pk = letter.objects.create(secret=ID).pk
    before = stored(pk)
    one = letter.objects.get(pk=pk)
    one.note = "read"
    one.save()
    assert stored(pk) == before
    one.secret = "2" + ID
    one.save()
    assert letter.objects.get(pk=pk).secret == "2" + ID
    one.secret = "3"
    letter.objects.bulk_update([one], ["secret"])
    assert letter.objects.get(pk=pk).secret == "3"
    letter.objects.update(secret="4")
    assert letter.objects.get(pk=pk).secret == "4" and stored(pk) != "4"


def test_it_can_only_be_asked_whether_it_is_empty(letter):
    letter.objects.create(secret="")
    letter.objects.create(secret=ID)
    assert letter.objects.filter(secret="").count() == 1
    assert letter.objects.exclude(secret="").get().secret == ID
    with pytest.raises(TypeError):
        letter.objects.filter(secret=ID).count()
    with pytest.raises(Exception, match="Unsupported lookup"):
        letter.objects.filter(secret__contains="1").count()


def test_sealed_text_is_refused_as_input_and_never_dumped_plain(letter):
    one = letter(secret=ID)
    field = letter._meta.get_field("secret")
    assert ID not in field.value_to_string(one)
    with pytest.raises(ValidationError):
        field.to_python(crypto.encrypt(ID))


def test_rotation_of_a_table(letter, settings):
    newest, oldest = list(settings.FIELD_KEYS)[:2]
    settings.FIELD_KEY_CURRENT = oldest
    letter.objects.bulk_create([letter(secret=text) for text in ("a", "", "b")])
    settings.FIELD_KEY_CURRENT = newest
    assert fields.rotate(letter.objects.all(), "secret") == 2
    assert fields.rotate(letter.objects.all(), "secret") == 0
    assert sorted(one.secret for one in letter.objects.all()) == ["", "a", "b"]
