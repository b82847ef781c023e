"""The DAG in a real Airflow: its shape, and whole runs whose tasks call spark-submit, one with a task killed in the middle."""

import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHAIN = ["plan", "ingest", "exact-dedup", "quality", "decontaminate", "near-dedup", "baseline", "strong", "chains", "core-set", "announce"]


@pytest.fixture(scope="session")
def dag():
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(HERE / "whittle_dag.py"))
    assert bag.import_errors == {}
    assert list(bag.dags) == ["whittle"]
    return bag.dags["whittle"]


def test_is_a_chain_of_all_stages(dag):
    assert {t.task_id: sorted(t.downstream_task_ids) for t in dag.tasks} == {
        name: [after] if after else [] for name, after in zip(CHAIN, [*CHAIN[1:], None], strict=True)
    }
    recipe = (ROOT / "conf/recipes/limo-v2.yaml").read_text(encoding="utf-8")
    stages = re.search(r"^stages: \[(.*)\]", recipe, re.MULTILINE)[1].split(", ")
    assert stages == CHAIN[1:-1], "the default recipe has the stages of the DAG"


def test_stages_that_ask_a_model_have_a_pool_and_settings_of_their_own(dag):
    asking = {t.task_id for t in dag.tasks if t.pool == "whittle_gpu"}
    assert asking == {"baseline", "strong"}
    for t in dag.tasks:
        if t.task_id != "announce":
            assert t.pool == ("whittle_gpu" if t.task_id in asking else "whittle_cpu")
            assert ("gpu_properties" in t.properties_file) == (t.task_id in asking)
            assert t.max_active_tis_per_dag == (1 if t.task_id in asking else None)
            assert t.retries == 2


def test_needs_no_date_and_declares_the_core_set(dag):
    words = json.dumps([t.application_args for t in dag.tasks if t.task_id != "announce"])
    assert "run_id" in words
    assert not re.search(r"\b(ds|ts|logical_date|data_interval_\w+|now)\b", words)
    assert [a.name for a in dag.get_task("announce").outlets] == ["whittle-core-set"]


@pytest.mark.parametrize(
    ("run_id", "directory"),
    [
        ("manual__2026-11-29T07:12:00.123+00:00", "manual__2026-11-29T07-12-00.123-00-00"),
        ("../../etc", "-..-etc"),
        ("...", "run"),
        ("asset triggered/é", "asset-triggered--"),
    ],
)
def test_names_the_directory_after_the_run(dag, run_id, directory):
    name = dag.user_defined_macros["directory"](run_id)
    assert name == directory
    assert not name.startswith(".") and "/" not in name


@pytest.mark.parametrize(("code", "failure"), [(2, AirflowFailException), (3, AirflowFailException), (1, AirflowException), (137, AirflowException)])
def test_retries_only_what_a_retry_can_mend(dag, monkeypatch, code, failure):
    def ends(self, context):
        raise AirflowException(f"Cannot execute: spark-submit ... Error code is: {code}.")

    monkeypatch.setattr(SparkSubmitOperator, "execute", ends)
    with pytest.raises(AirflowException) as raised:
        dag.get_task("quality").execute({})
    assert type(raised.value) is failure


# --- Whole runs ---------------------------------------------------------------------------------------------------------------------------


# A run by Airflow starts Spark eleven times: minutes on two cores.
whole = pytest.mark.skipif(not os.environ.get("WHITTLE_FULL"), reason="a whole run: scripts/test --full")


@pytest.fixture(scope="session")
def conf(tmp_path_factory):
    """What a person would fill into the form: a small demo, Spark's settings in two files, the models' jars."""
    folder = tmp_path_factory.mktemp("whittle airflow")  # a name with a space, on purpose
    recipe = (ROOT / "conf/demo.yaml").read_text(encoding="utf-8")
    for old, new in (("rows: 20000 ", "rows: 1500 "), ("at-most: 3000 ", "at-most: 300 "), ("folder: conf/", f"folder: {ROOT}/conf/")):
        assert old in recipe
        recipe = recipe.replace(old, new)
    (folder / "small.yaml").write_text(recipe, encoding="utf-8")
    for kind in ("cpu", "gpu"):
        settings = (ROOT / "conf/spark-cpu.conf").read_text(encoding="utf-8")
        (folder / f"{kind}.conf").write_text(settings + "spark.ui.enabled false\nspark.sql.shuffle.partitions 8\n", encoding="utf-8")
    return {
        "recipe": str(folder / "small.yaml"),
        "runs": str(folder / "runs"),
        "size": 40,
        "jars": ",".join(map(str, sorted((ROOT / "jobs/target/onnx").glob("*.jar")))),
        "cpu_properties": str(folder / "cpu.conf"),
        "gpu_properties": str(folder / "gpu.conf"),
    }


def digests(run):
    said = subprocess.run(
        ["scripts/whittle", "digest", "--run", run], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return re.findall(r"^(\d\d-\S+)\s+(\S+)", said.stdout, re.MULTILINE)


@pytest.fixture(scope="session")
def undisturbed(conf):
    """The digests of the same recipe without Airflow."""
    run = pathlib.Path(conf["runs"]) / "undisturbed"
    words = ["--config", conf["recipe"], "--set", f"core-set.size={conf['size']}", "--run", run]
    done = subprocess.run(["scripts/whittle", "run", *words], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    stages = digests(run)
    assert len(stages) == len(CHAIN) - 2
    return stages


def finished(runs):
    (run,) = [r for r in pathlib.Path(runs).iterdir() if (r / "status.json").exists()]
    assert json.loads((run / "status.json").read_text())["state"] == "succeeded"
    assert (run / "export/limo.jsonl").stat().st_size > 0 and (run / "report.html").exists()
    return run


@whole
def test_a_whole_run_as_a_person_starts_it(conf, undisturbed, tmp_path):
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "airflow", "dags", "test", "whittle", "--conf", json.dumps({**conf, "runs": str(tmp_path)})],
        capture_output=True,
        text=True,
        timeout=1500,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, "\n".join(line for line in said.splitlines() if "SparkSubmitHook" in line)[-8000:]
    assert said.count("Spark-Submit cmd") == len(CHAIN) - 1, "every task but the last called spark-submit"
    assert digests(finished(tmp_path)) == undisturbed


@whole
def test_a_whole_run_with_a_task_killed_in_the_middle(dag, conf, undisturbed, tmp_path):
    runs = tmp_path / "runs"
    killed = []

    def kill():
        """kill -9 of the driver of the baseline, once it has bought attempts."""
        while not killed:
            time.sleep(0.2)
            if not list(runs.glob("*/attempts/**/*.parquet")):
                continue
            for process in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    words = (process / "cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if b"baseline" in words and b"stage" in words and words[0].endswith(b"java") and str(runs).encode() in b" ".join(words):
                    os.kill(int(process.name), 9)
                    killed.append(process.name)

    for t in dag.tasks:
        t.retry_delay = timedelta(seconds=1)
        t.retry_exponential_backoff = False
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    run = dag.test(run_conf={**conf, "runs": str(runs)})
    killer.join(timeout=5)
    assert len(killed) == 1
    assert str(run.state) == "success"
    tries = {ti.task_id: ti.try_number for ti in run.get_task_instances()}
    assert tries == {name: 2 if name == "baseline" else 1 for name in CHAIN}
    assert digests(finished(runs)) == undisturbed
