"""Logs that name requests and record keys, and never people.

Query strings, user agents, addresses and the words of exceptions are left out: each can hold a name. An
exception is logged as its kind and the places it passed through.
"""

import sys
import traceback
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.types import EventDict, Processor, WrappedLogger


class RequestLog(RequestMiddleware):
    """Logs the end of each request: method, route and status."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The method and the path; what stands after the question mark may be somebody's name."""
        return f"{request.method} {request.path}"


def without_people(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take out of a log line what may name somebody, and cut exceptions down to kind and place."""
    for key in ("user_agent", "ip", "request_obj", "positional_args"):
        event.pop(key, None)
    problem = event.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()
    if isinstance(problem, BaseException):
        problem = (type(problem), problem, problem.__traceback__)
    if problem and problem[0]:
        event["exception"] = problem[0].__name__
        event["at"] = [f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(problem[2])]
    return event


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_people,
]


def configuration(*, level: str, style: str) -> dict[str, Any]:
    """Python's logging configuration, in `json` or `console` style; points structlog at it as well."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    printed: Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, printed],
                "foreign_pre_chain": BEFORE,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django says every 4xx and 5xx again with the whole path; the request's own line has said it.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "gunicorn": {"level": "WARNING"},
        },
    }
