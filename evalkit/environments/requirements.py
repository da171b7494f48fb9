"""The requirements of an adapter by PEP 508: names with versions, and nothing that leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

from evalkit.environments.environment import Unavailable
from evalkit.model import Adapter


def parse_requirements(adapter: Adapter, texts: Iterable[str]) -> list[Requirement]:
    """Return parsed requirements, so that nothing else (an option, an address, a file) reaches uv.

    Raises:
        Unavailable: a text is not a name with versions; the reason names the adapter's file.
    """
    parsed: list[Requirement] = []
    for text in texts:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            raise Unavailable(
                f"adapters/{adapter.tool}.yaml: {text!r} is not a requirement; write it like 'name==1.2.3'"
            ) from None
        if requirement.url:
            raise Unavailable(
                f"adapters/{adapter.tool}.yaml: {requirement.name!r} names an address, and a lock cannot hold one; "
                f"write a version like '{requirement.name}==1.2.3', and `index:` for a vendor's package index"
            )
        parsed.append(requirement)
    return parsed


def is_pinned(requirement: Requirement) -> bool:
    """Return whether a requirement names one version exactly."""
    return any(each.operator in ("==", "===") and "*" not in each.version for each in requirement.specifier)


def not_pinned(requirement: Requirement) -> str:
    """Say that a tool's own requirement is not pinned, and what to write."""
    name = requirement.name + (f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else "")
    return (
        f"{str(requirement)!r} is not pinned, so nobody knows which version is measured; write {name}== and the version; "
        f"`pip index versions {requirement.name}` lists them"
    )


def must_be_pinned(adapter: Adapter) -> None:
    """Raise `Unavailable` where an adapter's tool may be of any version: a figure of it would say nothing."""
    main = main_distribution(adapter)
    if not is_pinned(main):
        raise Unavailable(f"adapters/{adapter.tool}.yaml: {not_pinned(main)}")


RELEASED_WITH_PYTHON = "it is released with Python, whose releases no package index lists"
"""Why nothing is known of the releases of a tool that is part of Python; its environment holds something else."""


def main_distribution(adapter: Adapter) -> Requirement:
    """Return the distribution that is the tool itself: the first requirement of its adapter."""
    return parse_requirements(adapter, adapter.requires[:1])[0]


def without_versions(adapter: Adapter, texts: Iterable[str]) -> tuple[str, ...]:
    """Return requirements as somebody writes them to get today's versions: no versions, but extras and markers.

    Raises:
        Unavailable: a text is not a requirement.
    """
    freed = []
    for requirement in parse_requirements(adapter, texts):
        requirement.specifier = SpecifierSet()
        freed.append(str(requirement))
    return tuple(freed)
