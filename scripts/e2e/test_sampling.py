"""Sampling by the real jar from `whittle serve`, killed at any moment: what is bought, and what is never bought twice."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import time

import duckdb
import pytest

from conftest import ROOT, load, whittle

PROBLEMS = 240
KILLS = int(os.environ.get("WHITTLE_KILLS", "2"))
SECRET = "sk-never-to-be-seen-3141592653"

RECIPE = """
recipe: sampled
stages: [ingest, strong]
ingest: {max-record: 4MB, split-size: 64MB, file-size: 256MB, smallest-file: 16MB}
models:
  tiny:
    backend: openai
    revision: recorded
    server:
      endpoints: ["URL"]
      api-key-env: WHITTLE_TEST_KEY
      ca-file: ""
      request:
        model: tiny
        route: chat
        prompt: conf/prompts/plain.yaml
        temperature: 0.6
        top-p: 0.95
        top-k: 0
        max-tokens: 1000
      in-flight: 8
      in-flight-per-problem: 1..1
      deadline: 30s
      tries: 4
      patience: 40s
      max-error-share: 0.1
      commit-every: 1s
      budget: {attempts: 0, completion-tokens: 0}
solve-rates:
  strong:
    models: [{model: tiny, attempts: 16, keep: 1..3}]
    subsample: scale
    seed: 1
    gold-suspect: {agree: 0, share: 0}
    at-most: 0
pools:
  mine: {paths: ["POOL"], format: jsonl, license: MIT, priority: 1, map: {source-id: "${/id}", problem: "${/problem}", answer: "${/answer}"}}
"""


@contextlib.contextmanager
def serving(folder, port=0, *more):
    log = open(folder / "serve.log", "a", encoding="utf-8")
    size = log.tell()
    process = subprocess.Popen(
        ["scripts/whittle", "serve", "--model", "tiny", "--port", str(port), "--recorded", str(folder / "texts.jsonl")]
        + ["--service-time", "60", "--slots", "8", "--api-key-env", "WHITTLE_TEST_KEY", *more],
        cwd=ROOT,
        env={**os.environ, "WHITTLE_TEST_KEY": SECRET},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            said = (folder / "serve.log").read_text(encoding="utf-8")[size:]
            url = re.search(r"on (http://\S+)", said)
            if url:
                break
            assert process.poll() is None, said
            time.sleep(0.1)
        yield url.group(1), process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sampling")
    with open(folder / "pool.jsonl", "w", encoding="utf-8") as pool, open(folder / "texts.jsonl", "w", encoding="utf-8") as texts:
        for i in range(PROBLEMS):
            problem = f"A jar holds {i + 3} red and {i % 7} blue balls. How many balls are in the jar?"
            right = f"\\boxed{{{i + 3 + i % 7}}}"
            said = [f"I count them. {right if k < i % 21 else chr(92) + 'boxed{' + str(1000 + k) + '}'}" for k in range(20)]
            pool.write(json.dumps({"id": str(i), "problem": problem, "answer": str(i + 3 + i % 7)}) + "\n")
            texts.write(json.dumps({"problem": problem, "texts": said}) + "\n")
    return folder


def recipe(folder, url):
    path = folder / "recipe.yaml"
    path.write_text(RECIPE.replace("URL", url).replace("POOL", str(folder / "pool.jsonl")), encoding="utf-8")
    return path


def run(config, directory, **environment):
    return whittle("run", "--config", config, "--run", directory, WHITTLE_TEST_KEY=SECRET, **environment)


def started(config, directory, *before, **environment):
    """The same in the background, in a session of its own."""
    return subprocess.Popen(
        [*before, "scripts/whittle", "run", "--config", str(config), "--run", str(directory)],
        cwd=ROOT,
        env={**os.environ, "WHITTLE_TEST_KEY": SECRET, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def pieces(directory):
    return list((directory / "attempts").rglob("part-*.parquet"))


def wait_for_pieces(process, directory, number):
    begun = time.time()
    while len(pieces(directory)) < number and process.poll() is None:
        assert time.time() - begun < 300
        time.sleep(0.05)


def verdicts(directory):
    files = f"read_parquet('{directory}/02-strong/**/*.parquet', hive_partitioning = true)"
    return duckdb.sql(f"select problem_id, reason, strong_attempts, strong_correct from {files} order by 1").fetchall()


def attempts(directory):
    files = f"read_parquet('{directory}/attempts/**/*.parquet')"
    return duckdb.sql(f"select problem_id, attempt_index, seed, text from {files} order by 1, 2").fetchall()


@pytest.fixture(scope="module")
def undisturbed(folder):
    (folder / "events").mkdir()
    log = f"--conf spark.eventLog.enabled=true --conf spark.eventLog.dir=file://{folder}/events --conf spark.eventLog.compress=false"
    with serving(folder) as (url, _):
        done = run(recipe(folder, url), folder / "undisturbed", WHITTLE_SUBMIT=f"--master local[*] {log}")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "undisturbed", done.stdout + done.stderr


def test_early_stopping_saves_and_the_funnel_tells(undisturbed):
    directory, said = undisturbed
    assert "saved by stopping early" in said
    assert load(directory / "funnel.json")[-1]["in"] == PROBLEMS
    bought = attempts(directory)
    assert len(bought) == len({row[:2] for row in bought}) < PROBLEMS * 16 * 0.8
    (sampling,) = load(directory / "02-strong" / "_stage.json")["metrics"]["sampling"]
    assert sampling["attempts_bought"] == len(bought)
    assert sampling["attempts_saved_by_early_stopping"] == PROBLEMS * 16 - len(bought)


def test_the_key_is_in_no_file_and_in_no_line(folder, undisturbed):
    directory, said = undisturbed
    assert SECRET not in said
    looked = []
    for path in [*directory.rglob("*"), *(folder / "events").rglob("*"), folder / "serve.log"]:
        if path.is_file():
            looked.append(path.name)
            assert SECRET.encode() not in path.read_bytes(), path
            if path.suffix == ".parquet":
                # Their pages are compressed.
                rows = duckdb.sql(f"select t::varchar from read_parquet('{path}') t").fetchall()
                assert SECRET not in str(rows), path
    assert any(name.endswith(".parquet") for name in looked)
    events = "".join(path.read_text(encoding="utf-8") for path in (folder / "events").rglob("*") if path.is_file())
    # What Spark's UI shows is what the event log holds: the environment among it.
    assert "SparkListenerEnvironmentUpdate" in events and "attempts bought" in events
    assert {"_stage.json", "config.yaml", "report.html", "run.json"} <= set(looked)


def test_a_pilot_forecasts_the_cost_and_its_attempts_are_not_bought_again(folder, undisturbed):
    directory = folder / "piloted"
    with serving(folder) as (url, _):
        config = recipe(folder, url)
        options = ["--config", config, "--run", directory]
        early = whittle("plan", *options, "--pilot", "60", WHITTLE_TEST_KEY=SECRET)
        assert early.returncode == 2 and "ingest is not finished" in early.stderr and "--to ingest" in early.stderr
        whittle("run", *options, "--to", "ingest", WHITTLE_TEST_KEY=SECRET)
        told = whittle("plan", *options, "--pilot", "60", "--gpus", "2", WHITTLE_TEST_KEY=SECRET)
        assert told.returncode == 0, told.stderr
        piloted = attempts(directory)
        again = whittle("plan", *options, "--pilot", "60", WHITTLE_TEST_KEY=SECRET)
        assert attempts(directory) == piloted and "Nothing had to be bought now" in again.stdout
        assert run(config, directory).returncode == 0
    assert verdicts(directory) == verdicts(undisturbed[0])
    assert attempts(directory) == attempts(undisturbed[0])
    assert f"{len(piloted):,} attempts at 60 problems" in told.stdout
    figures = re.search(r"240 problems will take [\d,]+ \(([\d,]+) to ([\d,]+)\) attempts.* tokens; (\d+)", told.stdout)
    low, high = (int(figure.replace(",", "")) for figure in figures.groups()[:2])
    assert low <= len(attempts(directory)) <= high, told.stdout
    assert "from 2 GPUs" in told.stdout and "GPU-hours" in told.stdout


def until_killed_often_enough(folder, undisturbed, name, killed):
    """Runs until something was killed KILLS times in all; every run must end as if nothing had happened."""
    draw, kills, runs = random.Random(name), 0, 0
    while kills < KILLS:
        directory = folder / f"{name}-{runs}"
        kills += killed(directory, min(3, KILLS - kills), draw)
        runs += 1
        assert verdicts(directory) == verdicts(undisturbed[0])
        # One attempt a key, and with one in flight the very same texts.
        assert attempts(directory) == attempts(undisturbed[0])
        assert runs <= KILLS + 3
    print(f"{name}: killed {kills} times in {runs} runs")


def at_a_random_moment(process, directory, draw):
    """Some time after something new was committed; most of a run's time goes into Spark's start. Whether it still runs."""
    wait_for_pieces(process, directory, len(pieces(directory)) + 1)
    time.sleep(draw.uniform(0, 2))
    return process.poll() is None


def test_a_driver_that_is_killed_buys_nothing_twice(folder, undisturbed):
    with serving(folder) as (url, _):
        config = recipe(folder, url)

        def killed(directory, most, draw):
            kills = 0
            while kills < most:
                process = started(config, directory)
                alive = at_a_random_moment(process, directory, draw)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                if not alive:
                    break
                kills += 1
            done = run(config, directory)
            assert done.returncode == 0, done.stdout + done.stderr
            return kills

        until_killed_often_enough(folder, undisturbed, "driver", killed)


def test_a_server_that_dies_and_comes_back_is_waited_for(folder, undisturbed):
    def killed(directory, most, draw):
        kills = 0
        with contextlib.ExitStack() as servers:
            url, server = servers.enter_context(serving(folder))
            process = started(recipe(folder, url), directory)
            while kills < most and at_a_random_moment(process, directory, draw):
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                kills += 1
                _, server = servers.enter_context(serving(folder, int(url.split(":")[2].split("/")[0])))
            said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        return kills

    until_killed_often_enough(folder, undisturbed, "server", killed)


def kill_an_executor(process):
    return subprocess.run(["pkill", "-9", "-o", "-s", str(process.pid), "-f", "CoarseGrainedExecutorBackend"], check=False).returncode == 0


def test_a_killed_executor_is_replaced_and_buys_nothing_twice(folder, undisturbed):
    with serving(folder) as (url, _):

        def killed(directory, most, draw):
            kills = 0
            process = started(recipe(folder, url), directory, "scripts/cluster")
            # Spark gives a task up that was lost four times.
            while kills < min(most, 2) and at_a_random_moment(process, directory, draw):
                kills += kill_an_executor(process)
            said, _ = process.communicate(timeout=300)
            assert process.returncode == 0, said
            return kills

        until_killed_often_enough(folder, undisturbed, "executor", killed)


def test_servers_that_stay_away_stop_the_run_with_one_message(folder, tmp_path):
    config = recipe(folder, "http://127.0.0.1:9/v1")
    done = whittle(
        "run", "--config", config, "--run", tmp_path / "run", "--set", "models.tiny.server.patience=2s", WHITTLE_TEST_KEY=SECRET
    )
    assert done.returncode == 2
    assert "No server of 'tiny' has answered for" in done.stderr and "run again" in done.stderr
    assert "\tat " not in done.stderr
    keyless = whittle("run", "--config", config, "--run", tmp_path / "run")
    assert keyless.returncode == 2
    assert "WHITTLE_TEST_KEY" in keyless.stderr and "not set" in keyless.stderr


def managed(folder, tmp_path):
    """A recipe whose executors start `whittle serve` themselves, and settings with made-up GPUs for each."""
    serve = f"scripts/whittle serve --model {{model}} --port {{port}} --recorded {folder}/texts.jsonl --service-time 60 --slots 8"
    command = ["bash", "-c", f"cd {ROOT}; unset SPARK_HOME; echo gpus {{gpus}} of $CUDA_VISIBLE_DEVICES >> {tmp_path}/gpus.log; {serve}"]
    config = tmp_path / "managed.yaml"
    config.write_text(
        RECIPE.replace('["URL"]', "[]")
        .replace("POOL", str(folder / "pool.jsonl"))
        .replace("backend: openai", "backend: managed")
        .replace(
            "    server:\n",
            f"    managed: {{command: {json.dumps(command)}, health: /health, start-within: 2m, restarts: 2}}\n    server:\n",
        ),
        encoding="utf-8",
    )
    script = tmp_path / "gpus"
    script.write_text('#!/bin/sh\necho \'{"name": "gpu", "addresses": ["4", "6"]}\'\n', encoding="utf-8")
    script.chmod(0o755)
    for name in ("events", "metrics"):
        (tmp_path / name).mkdir()
    csv = "spark.metrics.conf.*.sink.csv"
    settings = [
        "spark.executor.resource.gpu.amount=2",
        f"spark.executor.resource.gpu.discoveryScript={script}",
        "spark.task.resource.gpu.amount=0.5",
        f"{csv}.class=org.apache.spark.metrics.sink.CsvSink",
        f"{csv}.directory={tmp_path}/metrics",
        f"{csv}.period=1",
        "spark.eventLog.enabled=true",
        f"spark.eventLog.dir=file://{tmp_path}/events",
    ]
    # The cluster's address is known to whom the cluster starts.
    submit = tmp_path / "submit"
    options = " ".join(f"--conf {setting}" for setting in settings)
    submit.write_text(f'#!/bin/bash\nWHITTLE_SUBMIT="$WHITTLE_SUBMIT {options}" exec "$@"\n', encoding="utf-8")
    submit.chmod(0o755)
    worker = f"-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript={script}"
    return config, submit, worker


def servers(folder):
    listed = subprocess.run(["pgrep", "-f", f"Main serve.*{folder}/texts.jsonl"], capture_output=True, text=True, check=False)
    return listed.stdout.split()


def test_executors_start_servers_on_their_gpus_and_leave_none_behind_when_killed(folder, undisturbed, tmp_path):
    config, submit, worker = managed(folder, tmp_path)
    directory = tmp_path / "run"
    process = started(config, directory, "scripts/cluster", str(submit), WHITTLE_WORKER_JAVA=worker)
    wait_for_pieces(process, directory, 3)
    assert kill_an_executor(process)
    said, _ = process.communicate(timeout=400)
    assert process.returncode == 0, said
    for _ in range(300):
        if not servers(folder):
            break
        time.sleep(0.1)
    assert not servers(folder), "a server outlived its executor"
    assert verdicts(directory) == verdicts(undisturbed[0])
    # Which server gave an attempt differs; what it said does not.
    assert attempts(directory) == attempts(undisturbed[0])
    gpus = (tmp_path / "gpus.log").read_text(encoding="utf-8").splitlines()
    # One each of two executors; what takes the place of the killed one comes too late when the other is done first.
    assert len(gpus) >= 2
    assert set(gpus) == {"gpus 4,6 of 4,6"}
    figures = list((tmp_path / "metrics").rglob("*SamplingPlugin.attempts.csv"))
    assert max(int(float(file.read_text().split()[-1].split(",")[1])) for file in figures) > 100
