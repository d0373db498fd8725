"""`/api/v1`: one NinjaAPI joining every storey's router; every error is problem+json."""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from academy.findings.api import router as findings_router
from academy.notices.api import router as notices_router
from academy.people.api import router as people_router
from academy.reporting.api import router as reporting_router
from academy.shared.errors import NotFound, Refusal, SignInRequired
from academy.shared.problems import problem_response, simple_problem
from certificates.api import router as certificates_router
from courses.api import router as courses_router
from exams.api import router as exams_router

log = structlog.get_logger(__name__)

#: After how many seconds a client should try again when the database is away.
RETRY_SECONDS = 3

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "next_step"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "next_step": {"type": "string"},
        "field": {"type": "string"},
        "facts": {"type": "object"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "request_id": {"type": "string"},
    },
}


class Api(NinjaAPI):
    """NinjaAPI that documents its refusals as what they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._documents: dict[tuple[str, str | None], OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the document for these paths in the reader's language.

        It is made once by a process, which takes half a second, and is not to be changed.
        """
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        key = (prefix, get_language())
        if key not in self._documents:
            self._documents[key] = self._document(prefix)
        return self._documents[key]

    def _document(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
        problem = {
            "description": "Refused; `code` says why and `next_step` what to do.",
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = problem
        return schema


api = Api(
    title="Academy API",
    version="1",
    urls_namespace="api-1",
    description="Learning management of a closed-format training academy.",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
api.add_router("", people_router)
api.add_router("", notices_router)
api.add_router("", findings_router)
api.add_router("", courses_router)
api.add_router("", exams_router)
api.add_router("", certificates_router)
api.add_router("", reporting_router)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem_response(refusal)


@api.exception_handler(AuthenticationError)
def on_no_session(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem_response(SignInRequired())


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(NotFound())


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        # `input` and `ctx` may quote what was sent, personal data included: leave them out.
        {
            "field": ".".join(str(part) for part in each["loc"][1:]),
            "code": each["type"],
            "message": each["msg"],
        }
        for each in error.errors
    ]
    return simple_problem(
        422,
        "shared.input_invalid",
        _("请求内容不符合要求。"),
        _("请按 errors 中逐项的说明修改后重新提交。"),
        field=errors[0]["field"] if errors else None,
        errors=errors,
    )


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return simple_problem(
        413,
        "shared.body_too_large",
        _("请求内容超过大小限制。"),
        _("请减少一次提交的内容，分几次提交。"),
        facts={"limit_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE},
    )


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        # The only 403 that ninja itself gives: the CSRF check of a session's write.
        return simple_problem(
            403,
            "shared.cross_site",
            _("请求没有通过来源校验，没有执行。"),
            _("请从本站页面操作，或带上 csrftoken 的 X-CSRFToken 请求头。"),
        )
    return _unreadable(error.status_code)


@api.exception_handler(MultiPartParserError)
@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)
def on_unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that is not what its Content-Type says; read first by the CSRF check."""
    return _unreadable(400)


def _unreadable(status: int) -> HttpResponse:
    return simple_problem(
        status,
        "shared.request_invalid",
        _("请求无法读取。"),
        _("请检查请求的格式是否为合法的 JSON。"),
    )


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is away, starting again or overwhelmed: nothing was written, try again."""
    log.warning("database_unavailable", path=request.path, kind=type(error).__name__)
    response = simple_problem(
        503,
        "shared.unavailable",
        _("数据库暂时不可用，本次操作没有生效。"),
        _("请过几秒重试；重复提交不会产生两份。"),
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


@api.exception_handler(Exception)
def on_defect(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api_defect", path=request.path)  # noqa: LOG004  (ninja calls this in its except)
    return simple_problem(
        500,
        "shared.internal_error",
        _("系统出现意外错误，本次操作没有生效。"),
        _("请稍后重试；如反复出现，请把 request_id 告知管理员。"),
    )
