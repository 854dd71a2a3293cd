"""When something goes wrong: a plain sentence, the right status, no trace, nothing asked of what is broken."""

import pytest
from django.db import OperationalError
from django.test import Client

from config import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def breaks(monkeypatch):
    def with_(problem):
        def raise_it():
            raise problem

        for check in ("database", "migrations", "disk"):
            monkeypatch.setattr(health, check, raise_it)

    return with_


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (OperationalError("could not connect to host secret-name"), 503),
        (OSError(28, "No space left on device"), 503),
        (ValueError("13800000000"), 500),
        (OSError(2, "No such file"), 500),
    ],
)
def test_trouble_is_said_in_plain_chinese(visitor, breaks, problem, status, caplog, django_assert_num_queries):
    breaks(problem)
    with django_assert_num_queries(0):
        answer = visitor.get("/readyz")
    said = answer.content.decode()
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("30" if status == 503 else None)
    assert "<h1>" in said and "系统" in said
    assert not any(word in said + caplog.messages[0] for word in ("secret-name", "13800000000", "Traceback"))


def test_an_unknown_address_is_not_found_with_a_page(visitor):
    answer = visitor.get("/no/such/page/")
    assert answer.status_code == 404 and "<h1>" in answer.content.decode()


def test_programs_get_json(visitor):
    answer = visitor.get("/api/v1/no-such-thing/")
    assert (answer.status_code, answer["Content-Type"], answer.json()) == (404, "application/json", {"code": "Not Found"})


def test_a_form_that_waited_too_long_is_refused_with_a_page():
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403 and "<h1>" in answer.content.decode()
