"""What the end-to-end tests share: the launcher, called as a user calls it, and one finished run of the demo."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = "conf/demo.yaml"


def call(*words, timeout=900, **env):
    """Runs a command in the repository's root; returns the finished process with its text."""
    return subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def whittle(*args, timeout=900, **env):
    """Runs scripts/whittle, as a user does."""
    return call("scripts/whittle", *args, timeout=timeout, **env)


def comparable(digests):
    """What `whittle digest` printed, as pairs of stage and digest."""
    return [line.split() for line in digests.splitlines() if line.strip()]


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The directory of a finished demo run, and what the command printed."""
    run = tmp_path_factory.mktemp("runs") / "demo run"  # a name with a space, on purpose
    done = whittle("run", "--config", DEMO, "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    return run, done.stdout


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The arguments of a demo of 3,000 rows, and the directory of a finished run of it."""
    rows, most = "generate.rows=3000", "solve-rates.strong.at-most=700"
    args = ("--config", DEMO, "--set", rows, "--set", most, "--set", "core-set.size=60")
    run = tmp_path_factory.mktemp("runs") / "small"
    done = whittle("run", *args, "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    return args, run
