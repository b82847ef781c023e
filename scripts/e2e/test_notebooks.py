"""The notebooks, executed from top to bottom on the demo's run by the script that users call."""

import json
import subprocess

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def execute(run, out):
    return subprocess.run(
        ["scripts/notebooks", str(run), str(out)], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900
    )


def outputs(notebook):
    return [output for cell in notebook["cells"] if cell["cell_type"] == "code" for output in cell["outputs"]]


def test_are_stored_without_outputs():
    assert [path.stem for path in NOTEBOOKS] == ["01-funnel", "02-rejects", "03-difficulty", "04-core-set"]
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code), path
        assert [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])], path
        # A story: no plot without words before it.
        assert sum(cell["cell_type"] == "markdown" for cell in notebook["cells"]) >= 4, path


def test_tell_the_demo_run(demo, tmp_path):
    run, _ = demo
    done = execute(run, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    plots = {}
    for path in NOTEBOOKS:
        notebook = json.loads((tmp_path / path.name).read_text(encoding="utf-8"))
        plots[path.stem] = sum("image/png" in output.get("data", {}) for output in outputs(notebook))
        assert (tmp_path / f"{path.stem}.html").stat().st_size > 100_000
    assert plots == {"01-funnel": 3, "02-rejects": 1, "03-difficulty": 3, "04-core-set": 3}
    first = json.loads((tmp_path / "01-funnel.ipynb").read_text(encoding="utf-8"))
    said = "".join("".join(output.get("text", "")) for output in outputs(first))
    funnel = json.loads((run / "funnel.json").read_text(encoding="utf-8"))
    assert f"{funnel[0]['in']:,} problems in" in said and f"{funnel[-1]['kept']:,} kept" in said


@pytest.mark.parametrize("given", ["no-such-run", "conf"])
def test_refuse_what_is_no_run(given, tmp_path):
    done = execute(ROOT / given, tmp_path)
    assert done.returncode == 2
    assert "there is no run in" in done.stderr
