"""The same jar on a master and two workers, against HDFS and the local disk, in both deploy modes: the digests of one process."""

import os

import pytest

from conftest import ROOT, call, comparable, whittle


@pytest.mark.skipif(not os.environ.get("WHITTLE_FULL"), reason="five Spark starts: scripts/test --full")
def test_hdfs_and_both_deploy_modes(small):
    """Begun with the driver on a worker, finished with the driver here; the run in HDFS all the while."""
    args, run = small
    folders = [word for m in ("baseline", "strong") for word in ("--set", f"models.{m}.onnx.folder={ROOT}/conf/models/{m}")]
    quoted = " ".join(f"'{word}'" for word in (*args, *folders)).replace("'conf/demo.yaml'", f"'{ROOT}/conf/demo.yaml'")
    script = f"""
        set -e
        there=$WHITTLE_HDFS/runs/small
        cluster="$WHITTLE_SUBMIT"
        WHITTLE_DRIVER_MEMORY=1g WHITTLE_SUBMIT="$cluster --deploy-mode cluster --conf spark.standalone.submit.waitAppCompletion=true" \\
          scripts/whittle run {quoted} --run $there --to near-dedup
        echo == client
        scripts/whittle run {quoted} --run $there
        echo == digests
        WHITTLE_SUBMIT= scripts/whittle digest --run $there
    """
    done = call("scripts/hdfs", "scripts/cluster", "bash", "-c", script, timeout=1200)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    client, digests = done.stdout.split("== client")[1].split("== digests")
    # What the cluster's driver did is not done again, and the models' folders and ONNX Runtime came with the job.
    assert client.count("(done before)") == 5, client
    assert "strong runs on ONNX Runtime, CPUExecutionProvider, 1 decoder\n" in client
    assert comparable(digests) == comparable(whittle("digest", "--run", run).stdout) != []


def test_two_workers_and_a_local_disk(small, tmp_path):
    args, run = small
    there = tmp_path / "cluster"
    done = call("scripts/cluster", "scripts/whittle", "run", *args, "--run", there, timeout=1200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "strong runs on ONNX Runtime, CPUExecutionProvider, 1 decoder\n" in done.stdout
    assert comparable(whittle("digest", "--run", there).stdout) == comparable(whittle("digest", "--run", run).stdout) != []
