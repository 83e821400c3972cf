"""The rules. The name of a function is the name of its rule; its docstring is what is wrong and what to do instead."""

import ast
import re
from collections.abc import Callable, Iterator
from typing import TypeGuard

from tools.lint.source import Finding, Source

Rule = Callable[[Source], Iterator[Finding]]
Function = ast.FunctionDef | ast.AsyncFunctionDef

GLOBAL_MODELS = {
    "accounts.AccountEvent": "what happened with a login",
    "accounts.FailedSignIn": "counted before anybody is known",
    "accounts.RefreshToken": "programs of a login",
    "accounts.User": "one login for every studio",
    "core.Delivery": "ids and times only; the dispatcher sets the tenant",
    "core.EventSubscription": "written from the code",
    "core.RequestCount": "counted before a studio is known",
    "core.SqlFile": "written from the files",
    "core.Timer": "ids and times only; the dispatcher sets the tenant",
    "organizations.Organization": "the studio itself",
}
CLOCKS = {
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "fitflow.core.clock.now",
}
#: What writes numbers and times in a way of its own, or by the language alone.
FORMATTERS = ("babel", "phonenumbers", "django.utils.formats", "django.utils.dateformat", "django.contrib.humanize")
_FORMAT_FILTER = re.compile(r"\|\s*(floatformat|intcomma|localtime|time|date(?!:['\"]Y-m-d['\"]))\b[^}%]*[}%]")
#: A percent sign put behind a value in a text; the unit of an attribute, as in height="{{ n }}%", is none.
_PERCENT_BY_HAND = re.compile(r'\}\}\s*%(?!")')
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
ACCESS = {"allow", "opens_itself", "public", "signed_in"}
READERS = {"models", "queries", "services", "locks"}
#: The table of events, as SQL and as Django name it; not that of subscriptions.
EVENT_LOG = re.compile(r"\bcore_event\b|^core\.event$", re.IGNORECASE)
#: What a file, or a folder, that tells or checks the past is called.
LOG_READERS = {"audit", "history"}
SIZES = {"function": 40, "module": 400, "template": 80, "island": 200}


def tenant_key(source: Source) -> Iterator[Finding]:
    """a model carries the studio's id: derive it from TenantModel, or classify it in tools/lint/rules.py"""
    if not source.is_product or source.room != "models":
        return
    for node in source.classes():
        bases = {source.dotted(base).rsplit(".", 1)[-1] for base in node.bases}
        is_table = bool(bases & {"Model", "AbstractUser", "AbstractBaseUser"}) and not _is_abstract(node)
        if is_table and not _names_studio(node) and f"{source.app}.{node.name}" not in GLOBAL_MODELS:
            yield Finding(node.lineno, f"{node.name} has no studio and is not classified as global")


def _names_studio(node: ast.ClassDef) -> bool:
    targets = [target for line in node.body if isinstance(line, ast.Assign) for target in line.targets]
    return any(isinstance(target, ast.Name) and target.id.startswith("organization") for target in targets)


def _is_abstract(node: ast.ClassDef) -> bool:
    metas = [item for item in node.body if isinstance(item, ast.ClassDef) and item.name == "Meta"]
    return any(ast.unparse(line) == "abstract = True" for meta in metas for line in meta.body)


def declared_access(source: Source) -> Iterator[Finding]:
    """each door says who may enter: put @allow(...), @signed_in or @public on the view"""
    if not source.is_product or source.room not in {"views", "api"}:
        return
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and any("View" in source.dotted(base) for base in node.bases):
            is_view = not node.name.startswith("_")
        else:
            is_view = isinstance(node, Function) and _takes_request(node)
        if is_view and not any(_is_allow(source, decorator) for decorator in node.decorator_list):  # type: ignore[attr-defined]
            yield Finding(node.lineno, f"{node.name} does not declare who may use it")  # type: ignore[attr-defined]


def _takes_request(node: Function) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args]
    return not node.name.startswith("_") and bool(arguments) and arguments[0].arg == "request"


def _is_allow(source: Source, decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return source.dotted(target).rsplit(".", 1)[-1] in ACCESS


def writes_in_services(source: Source) -> Iterator[Finding]:
    """only services write: move it there and call the service"""
    if not source.is_product or source.app == "core" or source.room == "services":
        return
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES and _looks_like_a_write(call):
            yield Finding(call.lineno, f".{call.func.attr}() outside services")


def _looks_like_a_write(call: ast.Call) -> bool:
    """Tell rows from dictionaries and caches: those are given a positional argument, or are called on `super()`."""
    assert isinstance(call.func, ast.Attribute)
    positional = any(not isinstance(argument, ast.Starred) for argument in call.args)
    if call.func.attr == "delete":
        return not positional and not call.keywords
    if call.func.attr == "update":
        return not positional
    if call.func.attr in {"create", "get_or_create", "update_or_create"}:
        return not positional
    return True


def no_clock(source: Source) -> Iterator[Finding]:
    """below the doors time is an argument: take `now`"""
    if not source.is_product or source.is_door or source.app == "core":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name) and source.dotted(node) in CLOCKS:
            yield Finding(node.lineno, f"{source.dotted(node)} below the doors")


def clock_at(source: Source) -> Iterator[Finding]:
    """only tests and the demo studio may set the engine's clock"""
    if not source.app or source.is_test or source.room == "demo" or source.app == "core":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name) and source.dotted(node) == "fitflow.core.clock.at":
            yield Finding(node.lineno, "core.clock.at outside tests and the demo studio")


def foreign_models(source: Source) -> Iterator[Finding]:
    """another app's models are for types only: ask its queries, call its services"""
    if not source.is_product:
        return
    foreign = {name for name, full in source.imports.items() if _is_foreign_model(source, full)}
    in_types = {id(node) for annotation in _annotations(source.tree) for node in ast.walk(annotation)}
    in_types |= {id(node.value) for node in ast.walk(source.tree) if _is_choices(node)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id in foreign and id(node) not in in_types:
            yield Finding(node.lineno, f"{node.id} of another app is used, not only named as a type")


def _is_foreign_model(source: Source, full: str) -> bool:
    parts = full.split(".")
    return parts[0] == "fitflow" and "models" in parts[2:3] and parts[1] not in {source.app, "core"}


def _is_choices(node: ast.AST) -> TypeGuard[ast.Attribute]:
    """Session.Status: a type inside a type, whose values are words."""
    return isinstance(node, ast.Attribute) and node.attr in {"Kind", "Status"}


def _annotations(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield from (child for child in (node.returns,) if child)
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.Subscript):
            yield node.slice  # QuerySet[Session], Foreign[Client]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast" and node.args:
            yield node.args[0]


def no_magic(source: Source) -> Iterator[Finding]:
    """no signals, ModelForm or auto_now: call a service, write the form, pass `now`"""
    if not source.is_product:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            if any(re.search(r"signals\b|django\.dispatch|\.ModelForm$", name) for name in names):
                yield Finding(node.lineno, f"import from {node.module}")
        elif isinstance(node, ast.Attribute) and source.dotted(node).endswith(("forms.ModelForm", "models.signals")):
            yield Finding(node.lineno, source.dotted(node))
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield Finding(node.value.lineno, node.arg)


def local_import(source: Source) -> Iterator[Finding]:
    """imports stand at the top: a cycle is solved by a parameter, an event or moving the function up"""
    if source.room == "migrations":
        return
    inside = {id(node) for function in source.functions() for node in ast.walk(function)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) in inside:
            yield Finding(node.lineno, "import inside a function")


def no_delay(source: Source) -> Iterator[Finding]:
    """work is handed on by recording an event or setting a timer"""
    if not source.is_product or source.app == "core":
        return
    for call in source.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"delay", "apply_async", "send_task"}:
            yield Finding(call.lineno, f".{call.func.attr}() outside core")


def other_formats(source: Source) -> Iterator[Finding]:
    """numbers, money, times and telephone numbers are written by core/formats, which the actor carries"""
    if not source.is_product or source.app == "core":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            if any(name == one or name.startswith(f"{one}.") for one in FORMATTERS):
                yield Finding(node.lineno, f"{name} outside core")


def objects_below_doors(source: Source) -> Iterator[Finding]:
    """rows are reached by models, queries and services only"""
    if not source.is_product or source.app == "core" or source.room in READERS:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield Finding(node.lineno, ".objects outside models, queries and services")


def event_log(source: Source) -> Iterator[Finding]:
    """the event log is history, which only history, audits and core's dispatch read: keep a column where it happens"""
    if not source.is_product or source.app == "core" or source.names & LOG_READERS:
        return
    for line in _log_read_in_python(source) if source.is_python else _log_read_in_sql(source):
        yield Finding(line, "the event log is read")


def _log_read_in_python(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and source.dotted(node) == "fitflow.core.models.Event":
            yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (node.lineno + node.value.count("\n", 0, m.start()) for m in EVENT_LOG.finditer(node.value))
        elif isinstance(node, ast.Call) and [ast.unparse(part) for part in node.args[:2]] == ["'core'", "'Event'"]:
            yield node.lineno  # apps.get_model


def _log_read_in_sql(source: Source) -> Iterator[int]:
    for number, line in enumerate(source.lines, 1):
        if EVENT_LOG.search(line.partition("--")[0]):
            yield number


def size(source: Source) -> Iterator[Finding]:
    """a long function or module has more than one subject: split it"""
    if not source.app or source.room == "migrations":
        return
    if len(source.lines) > SIZES["module"]:
        yield Finding(1, f"{len(source.lines)} lines; a module has at most {SIZES['module']}")
    for node in source.functions():
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > SIZES["function"]:
            yield Finding(node.lineno, f"{node.name} has {length} lines; a function has at most {SIZES['function']}")


def inline_attribute(source: Source) -> Iterator[Finding]:
    """the content security policy refuses style= and on…=: use a class or an island"""
    if "/mail" in source.path:
        return  # Mail programs know no style sheets.
    for tag in re.finditer(r"<[a-zA-Z](?:\"[^\"]*\"|'[^']*'|\{%.*?%\}|\{\{.*?\}\}|[^>\"'])*>", source.text, re.DOTALL):
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", tag.group(), flags=re.DOTALL)
        names = re.sub(r"\"[^\"]*\"|'[^']*'", '""', bare)
        if found := re.search(r"\s(style|on[a-z]+|hx-on[\w:-]*)\s*=", names):
            yield Finding(source.text.count("\n", 0, tag.start()) + 1, f"{found.group(1)}= in a tag")


def other_filter(source: Source) -> Iterator[Finding]:
    """times and numbers are written by the tags of the kit, with formats; a filter only writes what programs read"""
    for found in _FORMAT_FILTER.finditer(source.text):
        yield Finding(source.text.count("\n", 0, found.start()) + 1, f"|{found[1]}")
    for found in _PERCENT_BY_HAND.finditer(source.text):
        yield Finding(source.text.count("\n", 0, found.start()) + 1, "% by hand; use |percent:formats")


def long_template(source: Source) -> Iterator[Finding]:
    """a long template hides its parts: include them"""
    if len(source.lines) > SIZES["template"]:
        yield Finding(1, f"{len(source.lines)} lines; a template has at most {SIZES['template']}")


def long_island(source: Source) -> Iterator[Finding]:
    """a long island does more than one thing: move its logic into a module without DOM"""
    if len(source.lines) > SIZES["island"]:
        yield Finding(1, f"{len(source.lines)} lines; an island has at most {SIZES['island']}")


PYTHON: list[Rule] = [
    tenant_key,
    declared_access,
    writes_in_services,
    no_clock,
    clock_at,
    foreign_models,
    no_magic,
    local_import,
    no_delay,
    other_formats,
    objects_below_doors,
    event_log,
    size,
]
SQL: list[Rule] = [event_log]
TEMPLATE: list[Rule] = [inline_attribute, other_filter, long_template]
SCRIPT: list[Rule] = [long_island]
