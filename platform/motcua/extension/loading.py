"""Loads plugin folders; a plugin that fails becomes a problem, never a crash."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import yaml

from motcua.extension.registry import Registrar, Registry
from motcua.kernel.problems import Place, Problem, Severity

PACKAGE = "motcua_plugins"
MANIFEST = "plugin.yaml"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_KEYS = {"name", "title", "version", "description", "enabled", "options"}

Register = Callable[[Registrar], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a plugin says about itself in plugin.yaml. `options` are its settings in this installation."""

    name: str
    title: str
    version: str
    folder: Path
    description: str = ""
    enabled: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)


class _Bad(Exception):  # noqa: N818 - becomes a Problem at once
    def __init__(self, code: str, message: str, remedy: str, place: Path) -> None:
        super().__init__(message)
        self.problem = Problem(code, Severity.ERROR, message, Place(place.as_posix()), remedy=remedy)


def load_plugins(
    paths: Iterable[Path | str], builtins: Iterable[Register] = ()
) -> tuple[Registry, tuple[Problem, ...]]:
    """The registry of the built-ins and of every plugin in the folders, and what kept plugins from loading.

    Each path is a folder of plugin folders. A plugin registers whole or not at all. Errors of built-ins are not
    caught: they are errors of the program.
    """
    registrar = Registrar()
    for register in builtins:
        register(registrar)
    problems: list[Problem] = []
    for folder in _plugin_folders(paths):
        try:
            manifest = read_manifest(folder)
            if manifest.enabled:
                registrar.take(_registered(manifest))
        except _Bad as bad:
            problems.append(bad.problem)
        except ValueError as error:
            problems.append(
                _Bad(
                    "PLUGIN-003", f"{error}", "Sửa hàm register của phần mở rộng.", folder / MANIFEST
                ).problem
            )
    return registrar.build(), tuple(problems)


def _plugin_folders(paths: Iterable[Path | str]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from (
                child
                for child in sorted(path.iterdir())
                if child.is_dir() and not child.name.startswith((".", "_"))
            )


def read_manifest(folder: Path) -> Manifest:
    """The plugin.yaml of a folder."""
    path = folder / MANIFEST
    if not path.is_file():
        raise _Bad(
            "PLUGIN-001",
            f"Thư mục “{folder.name}” chưa có {MANIFEST}.",
            f"Thêm {MANIFEST}, hoặc dời thư mục.",
            path,
        )
    try:
        data: Any = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise _Bad(
            "PLUGIN-001", f"{MANIFEST} không đọc được.", "Viết lại theo cú pháp YAML.", path
        ) from error
    if not isinstance(data, dict):
        raise _Bad("PLUGIN-001", f"{MANIFEST} phải là một nhóm mục.", "Ghi name, title, version.", path)
    unknown = sorted(str(key) for key in data if key not in _KEYS)
    if unknown:
        known = ", ".join(sorted(_KEYS))
        raise _Bad("PLUGIN-001", f"{MANIFEST} có mục lạ: {', '.join(unknown)}.", f"Chỉ dùng: {known}.", path)
    name = str(data.get("name") or "")
    if not _NAME.fullmatch(name):
        raise _Bad(
            "PLUGIN-001",
            f"Tên phần mở rộng “{name}” không dùng được.",
            "Dùng chữ thường không dấu, số, dấu gạch nối.",
            path,
        )
    return Manifest(
        name=name,
        title=str(data.get("title") or name),
        version=str(data.get("version") or "0"),
        folder=folder,
        description=str(data.get("description") or ""),
        enabled=data.get("enabled", True) is not False,
        options=_options(data.get("options"), path),
    )


def _options(given: object, path: Path) -> Mapping[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise _Bad("PLUGIN-001", "Mục options phải là một nhóm mục.", "Ghi từng tùy chọn dưới options.", path)
    return given


def wrong_option(schema: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """The first thing in the options their JSON Schema does not admit, with its place; empty when all is well."""
    if not schema:
        return ""
    error = next(iter(jsonschema_rs.validator_for(dict(schema)).iter_errors(_plain(options))), None)
    if error is None:
        return ""
    place = "/".join(str(part) for part in error.instance_path) or "options"
    meant: Any = schema
    for part in list(error.schema_path)[:-1]:
        meant = meant[part]
    hint = meant.get("description", "") if isinstance(meant, Mapping) else ""
    return f"“{place}” không hợp lệ. {hint}" if hint else f"“{place}” không hợp lệ ({error.message})"


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as JSON has them: YAML makes dates of what looks like one."""
    return {
        str(key): value.isoformat() if isinstance(value, date) else value for key, value in options.items()
    }


def _registered(manifest: Manifest) -> Registrar:
    """What the plugin registers, in a registrar of its own."""
    module = _import(manifest)
    register = getattr(module, "register", None)
    if not callable(register):
        raise _Bad(
            "PLUGIN-002",
            f"Phần mở rộng “{manifest.name}” chưa có hàm register(registry).",
            "Thêm hàm register vào __init__.py.",
            manifest.folder / "__init__.py",
        )
    registrar = Registrar(manifest.name, manifest.options)
    try:
        register(registrar)
    except (Exception, SystemExit) as error:  # a plugin may fail in any way
        raise _Bad(
            "PLUGIN-003",
            f"Phần mở rộng “{manifest.name}” không đăng ký được: {type(error).__name__}: {error}",
            "Sửa hàm register của phần mở rộng, hoặc ghi enabled: false.",
            manifest.folder / "__init__.py",
        ) from error
    for entry in registrar.entries():
        if wrong := wrong_option(entry.options_schema, manifest.options):
            raise _Bad(
                "PLUGIN-001",
                f"Tùy chọn của phần mở rộng “{manifest.name}” không dùng được: {wrong}",
                f"Sửa mục options trong {MANIFEST}.",
                manifest.folder / MANIFEST,
            )
    return registrar


def _import(manifest: Manifest) -> ModuleType:
    """The plugin's package under the synthetic package, imported afresh."""
    entry = manifest.folder / "__init__.py"
    name = f"{PACKAGE}.{manifest.name.replace('-', '_')}"
    if not entry.is_file():
        message = f"Phần mở rộng “{manifest.name}” chưa có __init__.py."
        raise _Bad("PLUGIN-002", message, "Thêm __init__.py có hàm register(registry).", entry)
    if PACKAGE not in sys.modules:
        parent = ModuleType(PACKAGE)
        parent.__path__ = []
        sys.modules[PACKAGE] = parent
    _forget(name)
    spec = importlib.util.spec_from_file_location(
        name, entry, submodule_search_locations=[str(manifest.folder)]
    )
    if spec is None or spec.loader is None:  # pragma: no cover - a file that exists has a loader
        raise _Bad("PLUGIN-002", f"Không nạp được “{manifest.name}”.", "Kiểm tra __init__.py.", entry)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # a plugin may fail in any way
        _forget(name)
        raise _Bad(
            "PLUGIN-002",
            f"Phần mở rộng “{manifest.name}” không nạp được: {type(error).__name__}: {error}",
            "Sửa mã của phần mở rộng, hoặc ghi enabled: false.",
            entry,
        ) from error
    return module


def _forget(name: str) -> None:
    for known in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
        del sys.modules[known]
