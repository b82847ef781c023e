"""What people really feed a pipeline: cut, damaged, huge, hostile and vanishing files. A clear message or a rejected row, never a hang or a loss."""

import gzip
import json
import os
import shutil
import subprocess

import duckdb
import pytest

from conftest import ROOT, call, whittle

TINY = 100_000 if os.environ.get("WHITTLE_FULL") else 3_000
LINES = [json.dumps({"id": str(i), "problem": f"What is {i} plus {i + 1} times 3 in all?", "answer": str(4 * i + 3)}) for i in range(500)]
RECIPE = ["--config", "conf/recipes/dedup-only.yaml", "--to", "ingest"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("bad input")


def parquet(path):
    select = "select range::varchar id, 'What is ' || range || ' plus 7 times 3?' problem, (range + 21)::varchar answer from range(5000)"
    duckdb.sql(select).write_parquet(str(path))
    return path.read_bytes()


def tiny(folder, n):
    folder.mkdir()
    for i in range(n):
        (folder / f"{i}.jsonl").write_text(LINES[i % 500].replace('"id": "', f'"id": "{i}-') + "\n", encoding="utf-8")
    return folder


def test_bad_records_are_rejected_and_counted(folder):
    """One run over seven files; of each the rows that are sound are kept, and every other one is a row with a reason."""
    whole = gzip.compress(("\n".join(LINES) + "\n").encode())
    (folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) * 2 // 3])
    with gzip.open(folder / "bomb.jsonl.gz", "wb", 9) as bomb:  # 2 MB that become 2 GB, in one record
        bomb.write((LINES[0] + '\n{"id":"b","problem":"').encode())
        for _ in range(2000):
            bomb.write(b"a" * 1_000_000)
        bomb.write(('","answer":"1"}\n' + LINES[1] + "\n").encode())
    with open(folder / "large.jsonl", "w", encoding="utf-8") as large:
        large.write(LINES[0] + "\n" + json.dumps({"id": "x", "problem": "b" * 200_000_000, "answer": "1"}) + "\n" + LINES[1] + "\n")
    (folder / "types.jsonl").write_text(
        "\n".join([*LINES[:20], '{"id":"1","problem":["a","b"],"answer":{"x":1}}', '{"id":"2","problem":null,"answer":"3"}', "[]", "7"]) + "\n"
    )
    (folder / "twice.jsonl").write_text("\n".join([LINES[0], LINES[0], LINES[0], LINES[1]]) + "\n")
    (folder / "ünï ço 数学 [1]{a}.jsonl").write_text("\n".join(LINES[:50]) + "\n")
    (folder / "hostile.jsonl").write_text(
        json.dumps({"id": "\x1b]0;owned\x07", "problem": "What is \x1b[31m2+2\x1b[0m \u202e <script>alert(1)</script> in all?", "answer": "4"})
        + "\n" + "\n".join(LINES[:5]) + "\n"
    )  # fmt: skip
    tiny(folder / "tiny", TINY)
    run = folder / "run"
    pools = [folder / "cut.jsonl.gz", folder / "bomb.jsonl.gz", folder / "large.jsonl", folder / "types.jsonl", folder / "twice.jsonl",
             folder / "ün*.jsonl", folder / "hostile.jsonl", folder / "tiny/*.jsonl"]  # fmt: skip
    done = whittle("run", *RECIPE, "--run", run, *(word for pool in pools for word in ("--pool", pool)), WHITTLE_DRIVER_MEMORY="1g")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr and "\u202e" not in done.stdout + done.stderr
    assert "⟨U+001B⟩[31m2+2" in done.stdout
    rows = duckdb.sql(
        f"select source, coalesce(reason, 'kept'), count(*) from read_parquet('{run}/01-ingest/**/*.parquet', hive_partitioning=true) group by all"
    ).fetchall()
    told = {(source, reason): n for source, reason, n in rows}
    kept = {source: n for (source, reason), n in told.items() if reason == "kept"}
    # A gzip that was cut: what could be read is kept, and the cut is a row.
    assert 250 < kept.pop("cut") < 500
    assert kept == {"bomb": 2, "large": 2, "types": 21, "twice": 4, "ün": 50, "hostile": 6, "tiny": TINY}, told
    rejected = {source: {r: n for (s, r), n in told.items() if s == source and r != "kept"} for source in ("cut", "bomb", "large", "types")}
    assert rejected["bomb"] == rejected["large"] == {"oversize": 1}
    assert sum(rejected["cut"].values()) == 1
    # A list for a problem is taken as its text; null, an array and a number are no records.
    assert sum(rejected["types"].values()) == 3, told


@pytest.mark.parametrize("kind", ["truncated", "footer"])
def test_a_damaged_parquet_file_is_one_message_that_names_it(folder, tmp_path, kind):
    path = tmp_path / f"{kind}.parquet"
    whole = parquet(path)
    path.write_bytes(whole[: len(whole) // 2] if kind == "truncated" else whole[:-8] + b"\xff\xff\xff\x7fPAR1")
    for words in (["--pool", path], ["--sources", sources(tmp_path, path)]):
        done = whittle("run", *RECIPE, "--run", tmp_path / "run", *words)
        assert done.returncode == 2, done.stdout + done.stderr
        assert path.name in done.stderr
        assert "\tat " not in done.stderr and len(done.stderr.splitlines()) < 6, done.stderr


def sources(folder, path):
    file = folder / "sources.yaml"
    file.write_text(
        f"pools:\n  mine: {{paths: ['{path}'], format: parquet, license: MIT, priority: 1, map: {{problem: '${{/problem}}', answer: '${{/answer}}'}}}}\n",
        encoding="utf-8",
    )
    return file


def test_files_that_vanish_while_they_are_read(tmp_path):
    pool = tiny(tmp_path / "pool", 3_000)
    process = subprocess.Popen(
        ["scripts/whittle", "run", *RECIPE, "--run", tmp_path / "run", "--pool", pool / "*.jsonl"],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in process.stdout:
        if line.startswith("[1/"):
            shutil.rmtree(pool)
            break
    said, error = process.communicate(timeout=300)
    assert process.returncode == 2, said + error
    # Before a task opens it, or after.
    assert "there is no file" in error or "it is gone, though it was there when the run began" in error
    assert "\tat " not in error
    assert not (tmp_path / "run/01-ingest/_stage.json").exists()


def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(LINES) + "\n")
    path.chmod(0)
    # Root may read everything unless it gives that up.
    none = "-dac_override,-dac_read_search"
    plain = ["setpriv", f"--bounding-set={none}", f"--inh-caps={none}"] if os.geteuid() == 0 else []
    if plain and (not shutil.which("setpriv") or subprocess.run([*plain, "true"], capture_output=True).returncode != 0):
        pytest.skip("root may read everything, and cannot give that up here")
    done = call(*plain, "scripts/whittle", "run", *RECIPE, "--run", tmp_path / "run", "--pool", path, timeout=300)
    assert done.returncode == 2 and "mine.jsonl" in done.stderr and "\tat " not in done.stderr, done.stdout + done.stderr


def test_a_configuration_that_would_fill_the_memory(tmp_path):
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join('*' + chr(97 + i) for _ in range(9))}]\n" for i in range(9)
    )
    deep = "a: " + "[" * 100_000
    for text in (bomb, deep):
        file = tmp_path / "recipe.yaml"
        file.write_text(text)
        done = whittle("run", "--config", file, "--run", tmp_path / "run", timeout=60, WHITTLE_DRIVER_MEMORY="512m")
        assert done.returncode == 2, done.stdout + done.stderr
        assert "recipe.yaml" in done.stderr and "\tat " not in done.stderr


def test_what_is_inside_of_the_jar_is_listed():
    assert whittle("--version").returncode == 0
    bill = json.loads((ROOT / "jobs/target/whittle-sbom.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    parts = {c["name"]: c for c in bill["components"]}
    assert {"lucene-core", "snakeyaml", "picocli", "failsafe"} <= set(parts)
    assert not [name for name in parts if name.startswith(("spark-", "hadoop-", "scala-", "jackson-core"))]
    for part in parts.values():
        names = {entry.get("license", {}).get("id") for entry in part["licenses"]}
        assert part["version"] and names <= {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "EPL-2.0"}, part
