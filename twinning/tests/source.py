"""The product's own source as its tests read it: modules, what they import, what they call."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("twinning", "committees", "proposals", "agreements")


class Module(NamedTuple):
    """One file of Python: its dotted name, where it lies, and what stands in it."""

    name: str
    path: Path
    tree: ast.Module


@lru_cache
def product() -> list[Module]:
    """Every module that runs in an installation; tests and what only they use are left out."""
    found = []
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            if "tests" not in parts and parts[:2] != ("twinning", "testing"):
                found.append(Module(_dotted(parts), path, ast.parse(path.read_text())))
    return found


def module(name: str, text: str) -> Module:
    """A module that does not exist, to show that a rule can be broken."""
    return Module(name, PROJECT / "invented.py", ast.parse(text))


def _dotted(parts: tuple[str, ...]) -> str:
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(found: Module) -> Iterator[str]:
    """Whatever a module imports of ours, at the top, inside functions and for the type checker only."""
    for node in ast.walk(found.tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = _start(found, node)
            names = [f"{start}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and called(node).endswith("import_module"):
            names = [text for argument in node.args for text in strings(argument)]
        yield from (name for name in names if name.split(".")[0] in PACKAGES)


def _start(found: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = found.name.split(".") if found.path.name == "__init__.py" else found.name.split(".")[:-1]
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def calls(found: Module) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(found.tree) if isinstance(node, ast.Call))


def called(node: ast.Call) -> str:
    """What a call calls, as it is written: ``history.record``."""
    return ast.unparse(node.func)


def strings(node: ast.AST) -> list[str]:
    """The literal texts inside an expression."""
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
