"""Run one notebook with papermill, and believe it only when everything shows that it worked.

Papermill calls a killed kernel, ``sys.exit(0)`` and a half-run notebook a success. Here a run
counts when no error came, every code cell ran in order without an error, and the last cell handed
over its findings with the token of this very run. Each run has a kernel of its own, named
explicitly, with a private folder for what IPython and the notebook write.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillException
from papermill.execute import execute_notebook

from pcanalysis.reporting.evidence import clean_notebook
from pcanalysis.reporting.parameters import Scalar, check_parameters
from pcanalysis.reporting.run import CELL_TIMEOUT_S, Marker, NotebookStopped, Run

ENGINE = "pcanalysis"
KERNEL = "python3"
_INJECTED = "injected-parameters"  # papermill's tag on the cell it adds
_REPEATABLE = {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(slots=True)
class _Progress:
    """How far a run came; papermill's own bookkeeping is not reliable on this."""

    cell_number: int = 0  # of the code cell that runs, as the author counts: without papermill's


class _Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """Papermill's engine, with a private environment for the kernel and a hook at every cell."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        progress: _Progress,
        environment: Mapping[str, str],
        folder: Path,
        **_: Any,
    ) -> None:
        """Run the cells in a kernel that starts in ``folder``."""
        cells = list(nb_man.nb.cells)  # papermill adds cells of its own on an error

        def started(cell_index: int, **_: Any) -> None:
            progress.cell_number = sum(map(_is_authored, cells[: cell_index + 1]))

        started(0)
        client = PapermillNotebookClient(
            nb_man,
            kernel_name=kernel_name,
            extra_arguments=["--HistoryManager.enabled=False", "--log-level=ERROR"],
            on_cell_start=started,
            record_timing=False,
            shutdown_kernel="immediate",
            timeout=CELL_TIMEOUT_S,
        )
        client.execute(env=dict(environment), cwd=str(folder))


papermill_engines.register(ENGINE, _Engine)


def run_notebook(notebook: Path, parameters: Mapping[str, Scalar], *, folder: Path) -> Run:
    """Run a notebook in ``folder`` and return what it handed over.

    Parameters
    ----------
    notebook
        The stripped notebook; it is read, never written.
    parameters
        Values for its parameters; the others keep their default.
    folder
        Where the kernel starts: the root of the project.

    Raises
    ------
    WrongCall
        If a parameter is unknown or of the wrong type; nothing has run then.
    NotebookStopped
        If the notebook did not reach its end, however it came about.
    """
    check_parameters(notebook, parameters)
    document = nbformat.read(notebook, as_version=4)
    with tempfile.TemporaryDirectory(prefix="pcanalysis-") as private:
        marker = Marker.below(Path(private))
        own = {"IPYTHONDIR": str(Path(private) / "ipython")}
        environment = os.environ | _REPEATABLE | own | marker.environment
        executed = _execute(notebook.name, document, parameters, environment, folder)
        _check_cells(notebook.name, executed)
        findings = marker.findings()
    if findings is None:
        authored = sum(_is_authored(cell) for cell in executed.cells)
        raise NotebookStopped(notebook.name, authored, "no_findings")
    return Run(findings=tuple(findings), evidence=clean_notebook(executed, folder))


def _execute(
    name: str,
    document: Any,
    parameters: Mapping[str, Scalar],
    environment: Mapping[str, str],
    folder: Path,
) -> Any:
    """Run the notebook; NotebookStopped for whatever papermill and nbclient can raise."""
    progress = _Progress()
    try:
        return execute_notebook(
            document,
            None,  # a path would be a format string over the parameters
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            progress=progress,
            environment=environment,
            folder=folder,
        )
    except CellTimeoutError as error:
        raise NotebookStopped(name, progress.cell_number, "timeout") from error
    except DeadKernelError as error:
        raise NotebookStopped(name, progress.cell_number, "kernel") from error
    except PapermillException as error:
        raise NotebookStopped(name, progress.cell_number, "error", _first_line(error)) from error
    except (RuntimeError, OSError) as error:  # the kernel did not start or lost its connection
        raise NotebookStopped(name, progress.cell_number, "kernel", _first_line(error)) from error


def _first_line(error: Any) -> str:
    """Return the kind and first line of an error, as a reader of the notebook saw it."""
    name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    return f"{name}: {text}".strip().splitlines()[0]


def _is_authored(cell: Any) -> bool:
    return cell.cell_type == "code" and _INJECTED not in cell.metadata.get("tags", [])


def _check_cells(name: str, executed: Any) -> None:
    """Raise NotebookStopped unless every code cell ran, in order and without an error."""
    turn = number = 0
    for cell in executed.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        turn += 1
        number += _is_authored(cell)
        for output in cell.outputs:
            if output.output_type == "error":
                told = [] if output.ename == "SystemExit" else [_first_line(output)]
                raise NotebookStopped(name, number, "error" if told else "exit", *told)
        if cell.execution_count != turn:
            raise NotebookStopped(name, number, "unfinished")
