"""Versions have one owner, requirements.lock, and it serves every system we promise."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macos": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PYTHONS = ("3.11", "3.12", "3.13")


def read_lock(text: str) -> list[tuple[Requirement, list[str]]]:
    """Every requirement of a lock with its hashes."""
    joined = text.replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    entries = []
    for line in lines:
        if line.lstrip().startswith("#"):
            continue
        requirement, *hashes = line.split("--hash=")
        entries.append((Requirement(requirement.strip()), [h.strip() for h in hashes]))
    return entries


def faults_of_lock(text: str) -> list[str]:
    """What keeps a lock from installing the same bytes everywhere."""
    faults = [f"an address: {found}" for found in re.findall(r"\S*(?:https?|file)://\S*", text)]
    faults += [
        f"an option: {found}"
        for found in re.findall(r"^\s*-{1,2}[a-z].*", text, re.MULTILINE)
        if "--hash" not in found
    ]
    for requirement, hashes in read_lock(text):
        if not re.fullmatch(r"==[^*,]+", str(requirement.specifier)):
            faults.append(f"{requirement.name} is not pinned to one version")
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes):
            faults.append(f"{requirement.name} has no sha256 hash")
    return faults


def applies(marker: Marker | None, *, platform: str, python: str) -> bool:
    """Whether a requirement is installed on one system with one Python."""
    environment = {k: str(v) for k, v in default_environment().items()} | PLATFORMS[platform]
    environment |= {"python_version": python, "python_full_version": f"{python}.9"}
    return marker is None or marker.evaluate(environment)


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def conda(root: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((root / "environment.yml").read_text("utf-8"))
    return content


def direct_dependencies(project: dict[str, Any]) -> list[Requirement]:
    named = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return [Requirement(text) for text in [*named, *project["build-system"]["requires"]]]


def test_the_lock_pins_every_package_with_hashes_and_names_no_address(lock: str) -> None:
    assert len(read_lock(lock)) > 100
    assert faults_of_lock(lock) == []


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_holds_each_dependency_once_for_every_system(
    lock: str, project: dict[str, Any], platform: str, python: str
) -> None:
    versions: dict[str, list[str]] = {}
    for requirement, _ in read_lock(lock):
        if applies(requirement.marker, platform=platform, python=python):
            version = str(requirement.specifier).removeprefix("==")
            versions.setdefault(canonicalize_name(requirement.name), []).append(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
    for wanted in direct_dependencies(project):
        (version,) = versions[canonicalize_name(wanted.name)]
        assert wanted.specifier.contains(version), wanted


def test_every_library_that_is_imported_is_named_as_a_dependency(
    root: Path, project: dict[str, Any]
) -> None:
    trees = [ast.parse(p.read_text("utf-8")) for p in (root / "pcanalysis").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    outside = {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)
    named = {canonicalize_name(Requirement(d).name) for d in project["project"]["dependencies"]}

    owners = packages_distributions()
    nameless = [
        module
        for module in sorted(outside - {"pcanalysis"})
        if named.isdisjoint(map(canonicalize_name, owners[module]))
    ]
    assert nameless == []


def test_packages_of_one_system_stay_away_from_the_others(lock: str) -> None:
    marked = {r.name: r.marker for r, _ in read_lock(lock)}

    assert applies(marked["colorama"], platform="windows", python="3.12")
    assert not applies(marked["colorama"], platform="linux", python="3.12")
    assert applies(marked["appnope"], platform="macos", python="3.12")
    assert not applies(marked["appnope"], platform="windows", python="3.12")


def test_conda_gets_python_and_pip_and_everything_else_from_the_lock(
    conda: dict[str, Any],
) -> None:
    python, *rest = conda["dependencies"]

    assert rest == ["pip", {"pip": ["-r requirements.lock"]}]
    assert python.startswith("python")


def test_conda_and_pip_accept_the_same_pythons(
    conda: dict[str, Any], project: dict[str, Any]
) -> None:
    of_conda = SpecifierSet(conda["dependencies"][0].removeprefix("python"))

    assert of_conda == SpecifierSet(project["project"]["requires-python"])
    assert [v for v in ("3.10", *PYTHONS, "3.14") if v in of_conda] == list(PYTHONS)


# The rules themselves, on locks that break them.

HASH = "--hash=sha256:" + "0" * 64


def test_a_pinned_and_hashed_requirement_is_good() -> None:
    text = f"# made by make lock\nnumpy==2.4.6 ; python_full_version < '3.12' \\\n    {HASH}\n"

    assert faults_of_lock(text + "    # via pandas\n") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"numpy>=2 {HASH}\n", "numpy is not pinned to one version"),
        (f"numpy==2.* {HASH}\n", "numpy is not pinned to one version"),
        ("numpy==2.4.6\n", "numpy has no sha256 hash"),
        ("numpy==2.4.6 --hash=md5:00\n", "numpy has no sha256 hash"),
    ],
)
def test_a_loose_requirement_is_found(text: str, fault: str) -> None:
    assert faults_of_lock(text) == [fault]


def test_an_address_in_a_comment_is_found() -> None:
    assert faults_of_lock(f"# from file://disk/x\nnumpy==2.4.6 {HASH}\n") == [
        "an address: file://disk/x"
    ]
