"""The published schema: valid, and a page for people that lists the same addresses."""

import pytest
from django.core.management import call_command

from config.api_docs import topics


def test_schema_is_valid_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_page_lists_every_operation(client):
    said = client.get("/api/v1/docs/").content.decode()
    listed = [operation for topic in topics() for operation in topic.operations]
    assert listed and all(operation.path in said for operation in listed)


@pytest.mark.django_db
def test_schema_is_published(client):
    answer = client.get("/api/v1/schema/")
    assert answer.status_code == 200 and b"openapi" in answer.content
