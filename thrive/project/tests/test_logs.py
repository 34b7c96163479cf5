import json
import logging

import pytest
from django.test import RequestFactory

from thrive.project import logs


@pytest.fixture
def line(caplog):
    """What the log prints for a record of Python's own logging."""

    def printed(record: logging.LogRecord) -> str:
        formatter = logs.configuration(level="DEBUG", style="json")["formatters"]["lines"]
        made = formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"])
        return made.format(record)

    return printed


def record(message: str, *arguments: object, problem: BaseException | None = None) -> logging.LogRecord:
    info = (type(problem), problem, problem.__traceback__) if problem else None
    return logging.LogRecord("thrive.test", logging.ERROR, __file__, 1, message, arguments, info)


def test_an_exceptions_words_are_left_out(line):
    try:
        raise ValueError("Siobhan Doyle is not a date")
    except ValueError as problem:
        printed = line(record("broke", problem=problem))
    assert "Siobhan" not in printed
    found = json.loads(printed)
    assert found["exception"] == "ValueError"
    assert "test_an_exceptions_words_are_left_out" in found["at"][-1]


def test_what_stands_after_the_question_mark_is_left_out():
    request = RequestFactory().get("/search?q=Siobhan+Doyle")
    assert logs.RequestLog.format_request(request) == "GET /search"


def test_browser_and_address_are_left_out():
    event = {"event": "request_finished", "user_agent": "Mozilla", "ip": "192.0.2.1", "code": 200}
    assert logs.without_people(None, "info", event) == {"event": "request_finished", "code": 200}
