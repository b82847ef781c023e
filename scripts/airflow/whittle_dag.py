"""The funnel as an Airflow 3 DAG: a task a stage, each a spark-submit of whittle.jar; what a stage finished is never done again.

A DAG run owns one Whittle run, whose directory is named after its `run_id`: a retry, a cleared task or a whole run cleared goes on where it
stopped. Nothing depends on a date, so the DAG can be started by hand, by a schedule, or by an asset.

What it needs, once:

    airflow connections add spark_default --conn-type spark --conn-host spark://master --conn-port 7077
    airflow pools set whittle_cpu 4 "Whittle's stages without a model"
    airflow pools set whittle_gpu 1 "Whittle's stages that ask a model"

and `spark-submit` of Spark 4.1 on the workers' PATH. `WHITTLE_HOME`, in the environment of scheduler and workers, is where jar and conf lie
for them. With another list of `stages:` in the recipe, edit STAGES: it is written here because the shape of a DAG should not depend on a file that is
read at every parse.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, Asset, Metadata, Param, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

HOME = os.environ.get("WHITTLE_HOME", "/opt/whittle")
CPU_POOL, GPU_POOL = "whittle_cpu", "whittle_gpu"

# The recipe's `stages:`, in order, and those among them that ask a model.
STAGES = ("ingest", "exact-dedup", "quality", "decontaminate", "near-dedup", "baseline", "strong", "chains", "core-set")
ASKING = frozenset({"baseline", "strong"})

# What trainers are scheduled on: `schedule=[Asset("whittle-core-set")]`. An event's `extra` names the run.
CORE_SET = Asset("whittle-core-set")

RUN = "{{ params.runs }}/{{ directory(run_id) }}"


def directory(run_id: str) -> str:
    """A run_id as the name of a directory on any file system: HDFS takes no colon, a URI no plus sign as it is."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", run_id).lstrip(".") or "run"


class Whittle(SparkSubmitOperator):
    """spark-submit of one command of Whittle. What a retry cannot mend fails at once: exit code 2 is wrong input, 3 a broken law or gate."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as e:
            # Client mode only: in cluster mode the code is lost, and a retry ends at once with the same message.
            if code := re.search(r"Error code is: ([23])\b", str(e)):
                raise AirflowFailException(f"Whittle ended with exit code {code[1]}; its message is the last in this log.") from e
            raise


def command(task_id: str, *words: str, asking: bool = False, **more) -> Whittle:
    return Whittle(
        task_id=task_id,
        application=f"{HOME}/jobs/target/whittle.jar",
        java_class="dev.whittle.jobs.Main",
        name="whittle-" + task_id + "-{{ directory(run_id) }}",
        jars="{{ params.jars }}",
        properties_file="{{ params.gpu_properties }}" if asking else "{{ params.cpu_properties }}",
        driver_memory="4g",
        conf={"spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{HOME}/conf/log4j2.properties"},
        # An option without a value is as if it were not given.
        application_args=[
            *words,
            "--config={{ params.recipe }}",
            "--sources={{ params.sources }}",
            "--models={{ params.models }}",
            "--pool={{ params.pool }}",
            "--base={{ params.base }}",
            "--set=core-set.size={{ params.size }}",
            "--run=" + RUN,
        ],
        pool=GPU_POOL if asking else CPU_POOL,
        max_active_tis_per_dag=1 if asking else None,
        **more,
    )


with DAG(
    dag_id="whittle",
    description="From a pool of math problems to a ranked core set, with the evidence for every row rejected",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=2,
    tags=["whittle", "spark"],
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=30),
    },
    user_defined_macros={"directory": directory},
    params={
        "recipe": Param(f"{HOME}/conf/recipes/limo-v2.yaml", type="string", minLength=1, description="The recipe: policy"),
        "sources": Param("", type="string", description="Pools and benchmarks; empty: the recipe has them"),
        "models": Param("", type="string", description="Models of this site; empty: the recipe has them"),
        "pool": Param("", type="string", description="A file or glob whose shape is detected, in place of the configured pools"),
        "size": Param(800, type="integer", minimum=1, description="Rows of the core set"),
        "runs": Param("hdfs:///whittle/runs", type="string", minLength=1, description="Where the run's directory is made"),
        "base": Param("", type="string", description="A run from which stages that have not changed are taken"),
        "jars": Param("", type="string", description="More jars: those of jobs/target/onnx for models inside of the executors"),
        "cpu_properties": Param(f"{HOME}/conf/spark-cpu.conf", type="string", minLength=1),
        "gpu_properties": Param(f"{HOME}/conf/spark-gpu.conf", type="string", minLength=1),
    },
) as dag:

    @task(outlets=[CORE_SET])
    def announce(run: str):
        """Says that the core set is there, and where."""
        yield Metadata(CORE_SET, extra={"run": run, "core_set": f"{run}/export/limo.jsonl"})

    # Configuration and file names are checked in seconds, before anything is paid for.
    before = command("plan", "plan")
    for stage in STAGES:
        done = command(stage, "stage", stage, asking=stage in ASKING)
        before >> done
        before = done
    before >> announce(RUN)


if __name__ == "__main__":
    dag.test()
