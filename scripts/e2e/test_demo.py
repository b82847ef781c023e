"""The demo, run by the real jar: what it promises, read back with DuckDB and plain Python."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile

import duckdb
import pytest

from conftest import DEMO, ROOT, comparable, load, whittle


def rows(run, stage):
    return f"read_parquet('{run}/{stage}/**/*.parquet', hive_partitioning = true, union_by_name = true)"


def stages(run):
    return sorted(p.name for p in run.iterdir() if p.is_dir() and p.name[:2].isdigit())


def test_funnel_counts_chain(demo):
    run, _ = demo
    funnel = load(run / "funnel.json")
    assert [line["stage"] for line in funnel] == [name[3:] for name in stages(run)]
    for line in funnel:
        assert line["in"] == line["kept"] + sum(line["rejected"].values())
    for before, after in zip(funnel, funnel[1:]):
        assert before["kept"] == after["in"]


def test_every_row_of_the_pool_is_in_exactly_one_verdict(demo):
    run, _ = demo
    rejected = [f"select problem_id from {rows(run, name)} where verdict = 'rejected'" for name in stages(run)]
    last = f"select problem_id from {rows(run, stages(run)[-1])} where verdict = 'kept'"
    total, distinct = duckdb.sql(
        f"select count(*), count(distinct problem_id) from ({' union all '.join(rejected + [last])})"
    ).fetchall()[0]
    pool = duckdb.sql(f"select count(*) from {rows(run, stages(run)[0])}").fetchall()[0][0]
    assert total == distinct == pool


def test_counts_of_the_manifests_are_those_of_the_files(demo):
    run, _ = demo
    for name in stages(run):
        manifest = load(run / name / "_stage.json")
        counted = dict(
            duckdb.sql(
                f"select reason, count(*) from {rows(run, name)} where verdict = 'rejected' group by reason"
            ).fetchall()
        )
        assert counted == manifest["rejected"]


def test_core_set_is_ranked_and_exported(demo):
    run, out = demo
    kept = load(run / "funnel.json")[-1]["kept"]
    ranks = [
        rank
        for (rank,) in duckdb.sql(
            f"select rank from {rows(run, stages(run)[-1])} where verdict = 'kept' order by rank"
        ).fetchall()
    ]
    assert ranks == list(range(1, kept + 1))
    limo = duckdb.sql(f"select * from read_json('{run}/export/limo.jsonl', format = 'newline_delimited')")
    assert limo.columns == ["question", "solution", "answer", "problem_id"]
    assert len(limo.fetchall()) == kept
    assert "limo.jsonl" in out and "report.html" in out
    assert (run / "report.html").stat().st_size < 5_000_000


def test_exports_have_the_fields_that_trainers_document(demo):
    run, _ = demo
    kept = load(run / "funnel.json")[-1]["kept"]
    verl = duckdb.sql(f"from read_parquet('{run}/export/verl/train.parquet')")
    assert verl.columns == ["data_source", "prompt", "ability", "reward_model", "extra_info"]
    first = dict(zip(verl.columns, verl.limit(1).fetchall()[0]))
    assert first["prompt"][0]["role"] == "user" and first["prompt"][0]["content"]
    assert first["reward_model"]["style"] == "rule" and first["reward_model"]["ground_truth"]
    assert duckdb.sql(f"select count(*) from read_parquet('{run}/export/verl/train.parquet')").fetchall()[0][0] == kept
    info = load(run / "export/dataset_info.json")["whittle_core_set"]
    with open(run / "export" / info["file_name"], encoding="utf-8") as lines:
        talks = [json.loads(line) for line in lines]
    assert 0 < len(talks) <= kept
    assert all([turn["role"] for turn in talk["messages"]] == ["system", "user", "assistant"] for talk in talks)
    assert all(turn["content"] for talk in talks for turn in talk["messages"])
    data = run / "export/hf/data/train-00000-of-00001.parquet"
    card = (run / "export/hf/README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(data.read_bytes()).hexdigest() in card
    assert duckdb.sql(f"select count(*), min(rank), max(rank) from read_parquet('{data}')").fetchall() == [(kept, 1, kept)]
    assert (run / "export/textbook.html").read_text(encoding="utf-8").count("<article ") == kept
    steps = duckdb.sql(f"select distinct size from read_parquet('{run}/tables/core-set-ladder/*.parquet') order by 1").fetchall()
    assert steps[-1][0] <= 600


def attempts(run, label):
    return f"read_parquet('{run}/attempts/model_slug={label}*/*.parquet')"


def test_two_models_answered_token_by_token(demo):
    run, out = demo
    for label in ("baseline", "strong"):
        assert f"{label} runs on ONNX Runtime, CPUExecutionProvider, " in out
        texts, distinct, tokens, boxed, errors = duckdb.sql(
            f"select count(*), count(distinct text), sum(completion_tokens), avg((text like '%boxed%')::int), count(error) from {attempts(run, label)}"
        ).fetchall()[0]
        assert texts > 5_000 and distinct > 0.5 * texts and tokens > 20 * texts, (label, texts, distinct, tokens)
        assert boxed > 0.9 and errors == 0, (label, boxed, errors)


def test_both_filters_reject_and_keep_and_the_strong_model_solves_more(demo):
    run, _ = demo
    funnel = {line["stage"]: line for line in load(run / "funnel.json")}
    assert funnel["baseline"]["kept"] > 1000 and funnel["baseline"]["rejected"]["too-easy"] > 500
    assert funnel["strong"]["kept"] > 200 and funnel["strong"]["rejected"]["too-hard"] > 200
    assert funnel["strong"]["rejected"]["too-easy"] > 5
    assert sum(funnel["strong"]["rejected"].get(reason, 0) for reason in ("too-easy", "too-hard")) + funnel["strong"]["kept"] <= 3000
    # At the first attempt, which nothing stopped, at the very problems that the baseline did not solve in four.
    first = "select avg(correct::int) from {} where attempt_index = 0"
    strong = duckdb.sql(first.format(attempts(run, "strong"))).fetchall()[0][0]
    hard = f"select problem_id from {rows(run, '06-baseline')} where verdict = 'kept'"
    assert strong > 0.03, strong
    asked = duckdb.sql(f"select count(distinct problem_id) from {attempts(run, 'strong')} where problem_id not in ({hard})").fetchall()
    assert asked == [(0,)]
    sampling = [load(run / name / "_stage.json")["metrics"]["sampling"][0] for name in ("06-baseline", "07-strong")]
    assert all(line["attempts_saved_by_early_stopping"] > 0 for line in sampling), sampling


def test_the_core_set_is_harder_than_the_pool(demo):
    run, _ = demo
    first = f"select avg(correct::int) from {attempts(run, 'baseline')} where attempt_index = 0 and problem_id in (select problem_id from {{}})"
    asked = f"(select problem_id from {rows(run, '05-near-dedup')} where verdict = 'kept')"
    core = f"(select problem_id from {rows(run, '09-core-set')} where verdict = 'kept')"
    pool_rate, core_rate = (duckdb.sql(first.format(which)).fetchall()[0][0] for which in (asked, core))
    assert core_rate == 0 < 0.02 < pool_rate


def test_a_second_run_does_nothing_and_says_so(demo):
    run, _ = demo
    before = {p: p.stat().st_mtime_ns for p in run.rglob("*.parquet")}
    again = whittle("run", "--config", DEMO, "--run", run)
    assert again.returncode == 0
    assert "Nothing to do" in again.stdout
    assert before == {p: p.stat().st_mtime_ns for p in run.rglob("*.parquet")}


def test_a_changed_threshold_is_refused_by_name_and_runs_under_a_new_run(small, tmp_path):
    args, run = small
    args = (*args, "--set", "core-set.size=50")
    refused = whittle("run", *args, "--run", run)
    assert refused.returncode == 2
    assert "core-set.size: 60 -> 50" in refused.stderr
    assert "Exception" not in refused.stderr
    fresh = whittle("run", *args, "--run", tmp_path / "fresh", "--base", run)
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr
    assert load(tmp_path / "fresh" / "funnel.json")[-1]["kept"] == 50


def test_a_killed_run_goes_on_and_gives_the_same_digests(small, tmp_path):
    args, run = small
    killed = tmp_path / "killed"
    process = subprocess.Popen(
        ["scripts/whittle", "run", *args, "--run", str(killed)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    for line in process.stdout:
        if line.startswith("[4/") and line.rstrip().endswith("..."):
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not (killed / stages(run)[3] / "_stage.json").exists()
    resumed = whittle("run", *args, "--run", killed)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    assert resumed.stdout.count("(done before)") == 3
    digests = [whittle("digest", "--run", r).stdout for r in (run, killed)]
    assert digests[0] and comparable(digests[0]) == comparable(digests[1])


def test_planted_truth_is_found(demo):
    """What the generator planted against what the funnel said, kind by kind."""
    run, _ = demo
    parts = " union all ".join(
        f"select source, source_id, reason from {rows(run, name)} where verdict = 'rejected'" for name in stages(run)[:5]
    )
    found = f"(select source, source_id, any_value(reason) as reason from ({parts}) group by all)"
    truth = f"read_parquet('{run}/generated/truth/*.parquet')"
    # Either of a pair of duplicates may stand for both: one of them must go.
    pairs = dict(
        duckdb.sql(f"""
            select t.kind, avg(case when coalesce(a.reason, b.reason) is not null then 1 else 0 end) from {truth} t
            left join {found} a on a.source = t.source and a.source_id = t.source_id
            left join {found} b on b.source = t.of_source and b.source_id = t."of" group by t.kind""").fetchall()
    )
    assert pairs["exact-copy"] == 1 and pairs["answer-conflict"] == 1, pairs
    assert pairs["format-copy"] > 0.97 and pairs["near-copy"] > 0.9 and pairs["prefixed-copy"] > 0.9, pairs
    shares = dict(
        duckdb.sql(f"""
            select t.kind, avg(case when f.reason is not null then 1 else 0 end) from {truth} t
            left join {found} f using (source, source_id) group by t.kind""").fetchall()
    )
    for guilty in ("benchmark-verbatim", "benchmark-reformatted", "benchmark-embedded"):
        # Of items of six to eight tokens inside of half a page too little is shared to be sure (decontaminate.ours.min-tokens).
        assert shares[guilty] > 0.95, shares
    assert shares["defect"] > 0.85, shares
    # Other numbers make another problem: none of these is ever a duplicate.
    lost = duckdb.sql(f"""
        select count(*) from {truth} t join {found} f using (source, source_id)
        where t.kind in ('numeric-variant', 'benchmark-variant', 'boilerplate') and f.reason like '%duplicate'""").fetchall()[0][0]
    assert lost == 0
    # Boilerplate that many problems share weighs little, so innocents that carry it stay.
    assert shares["boilerplate"] < 0.02 and shares["numeric-variant"] < 0.02, shares


def test_verify_grades_a_file_of_cases(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text(
        '{"id": "a", "gold": "\\\\frac{1}{2}", "prediction": "So it is \\\\boxed{0.5}."}\n'
        '{"id": "b", "gold": "7", "prediction": "I think the answer is 8."}\n'
        "not json\n",
        encoding="utf-8",
    )
    out = tmp_path / "graded.jsonl"
    done = whittle("verify", "--cases", cases, "--out", out)
    graded = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(graded) == 3
    assert [line.get("equivalent") for line in graded[:2]] == [True, False]
    assert "3" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "args, words",
    [
        (("run", "--config", "conf/no-such.yaml"), "there is no such file"),
        (("run", "--config", DEMO, "--set", "core-set.sise=3"), "did you mean 'size'?"),
        (("run", "--config", DEMO, "--from", "nearly-dedup"), "did you mean 'near-dedup'?"),
        (("run", "--config", "conf/recipes/dedup-only.yaml", "--pool", "no/such/file.jsonl"), "no/such/file.jsonl"),
        (("digest", "--run", "no-such-run"), "there is no run.json in it"),
        (("rnu",), "did you mean 'run'?"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(args, words, tmp_path):
    if args[0] == "run":
        args = (*args, "--run", tmp_path / "run")
    done = whittle(*args)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "\tat " not in done.stderr


def test_a_pool_of_ones_own_is_detected(tmp_path):
    pool = tmp_path / "mine.jsonl"
    pool.write_text(
        '{"question": "What is $1+1$?", "answer": "2"}\n'
        '{"question": "What is $1 + 1$?", "answer": "2"}\n'
        '{"question": "What is $1+2$?", "answer": "3"}\n'
        '{"question": \n',
        encoding="utf-8",
    )
    run = tmp_path / "run"
    done = whittle("run", "--config", "conf/recipes/dedup-only.yaml", "--pool", pool, "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "question" in done.stdout
    funnel = load(run / "funnel.json")
    assert funnel[0]["rejected"] == {"malformed-record": 1}
    assert funnel[1]["rejected"] == {"format-duplicate": 1}
    assert funnel[-1]["kept"] == 2


def test_the_jar_brings_no_spark(demo):
    with zipfile.ZipFile(ROOT / "jobs/target/whittle.jar") as jar:
        names = jar.namelist()
    for provided in ("org/apache/spark/", "org/apache/hadoop/", "scala/", "com/fasterxml/jackson/core/", "org/slf4j/", "ai/onnxruntime/", "ai/djl/", "com/sun/jna/"):
        assert not [name for name in names if name.startswith(provided)]
    assert [name for name in names if name.startswith("dev/whittle/shaded/lucene/")]


def test_a_new_pool_is_compared_with_what_an_earlier_run_kept(tmp_path):
    text = (
        "A farmer keeps 12 hens and 7 ducks in a yard behind his house by the {}. Every morning he counts the birds twice, and then he"
        " walks to the market to buy corn for them. How many birds does the farmer count on every morning of the week?"
    )
    runs = {}
    for name, words in {"old": ["river"], "new": ["lake", "forest in the north of the large old town"]}.items():
        pool = tmp_path / f"{name}.jsonl"
        lines = [json.dumps({"question": text.format(word), "answer": "38"}) + "\n" for word in words]
        pool.write_text("".join(lines), encoding="utf-8")
        runs[name] = tmp_path / f"run-{name}"
        against = ["--set", f"near-dedup.against={runs['old']}"] if name == "new" else []
        done = whittle("run", "--config", "conf/recipes/dedup-only.yaml", "--pool", pool, "--run", runs[name], *against)
        assert done.returncode == 0, done.stdout + done.stderr
    assert load(runs["new"] / "funnel.json")[-1]["rejected"] == {"near-duplicate": 1}
    (kept,) = duckdb.sql(f"select problem_id from {rows(runs['old'], '03-near-dedup')} where verdict = 'kept'").fetchall()
    of = duckdb.sql(f"select near_duplicate_of from {rows(runs['new'], '03-near-dedup')} where verdict = 'rejected'").fetchall()
    assert of == [kept]


def test_a_benchmark_added_later_rejudges_a_run_without_repeating_its_first_stages(small, tmp_path):
    _, run = small
    problems = duckdb.sql(
        f"select problem_id, problem, answer from {rows(run, '09-core-set')} where verdict = 'kept' order by rank limit 20"
    ).fetchall()
    ids = "source-id: '${/id}', problem: '${/problem}', answer: '${/answer}'"
    sources = ["pools:", f"  mine: {{paths: ['{tmp_path}/pool.jsonl'], format: jsonl, license: MIT, priority: 1, map: {{{ids}}}}}", "benchmarks:"]
    for name, lines in {"pool": problems, "exam": problems[:1], "later": problems[7:8]}.items():
        records = [json.dumps({"id": i, "problem": problem, "answer": answer}) + "\n" for i, problem, answer in lines]
        (tmp_path / f"{name}.jsonl").write_text("".join(records), encoding="utf-8")
        if name != "pool":
            sources.append(f"  {name}: {{paths: ['{tmp_path}/{name}.jsonl'], format: jsonl, map: {{{ids}}}}}")
    (tmp_path / "sources.yaml").write_text("\n".join(sources) + "\n", encoding="utf-8")
    args = ("--config", "conf/recipes/clean.yaml", "--sources", tmp_path / "sources.yaml", "--to", "decontaminate")
    for name, names, more in ("before", "[exam]", ()), ("after", "[exam, later]", ("--base", tmp_path / "before")):
        done = whittle("run", *args, "--set", f"decontaminate.benchmarks={names}", *more, "--run", tmp_path / name)
        assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("(from the base run)") == 3
    rejected = [load(tmp_path / name / "funnel.json")[-1]["rejected"] for name in ("before", "after")]
    assert rejected == [{"benchmark-exact": 1}, {"benchmark-exact": 2}]
    blamed = duckdb.sql(
        f"select source_id, contaminated_by from {rows(tmp_path / 'after', '04-decontaminate')} where verdict = 'rejected'"
    ).fetchall()
    assert sorted(blamed) == sorted([(problems[0][0], "exam"), (problems[7][0], "later")])


def test_a_terminal_gets_a_live_line_and_a_pipe_plain_ones(demo, tmp_path):
    import pty

    args = ["run", "--config", DEMO, "--set", "generate.rows=3000", "--to", "exact-dedup", "--run", str(tmp_path / "run")]
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["scripts/whittle", *args], cwd=ROOT, stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "TERM": "xterm"}, start_new_session=True
    )
    os.close(follower)
    said = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while part := os.read(leader, 65536):
            said += part
    assert process.wait(timeout=600) == 0, said
    text = said.decode()
    assert re.search(r"\r\x1b\[2K\[2/9\] exact-dedup  0:0\d", text), text
    # What stays on the screen is what a pipe gets: one line a stage, none of the passing ones.
    screen = [line.rsplit("\x1b[2K", 1)[-1] for line in text.replace("\r\n", "\n").split("\n")]
    assert sum(line.startswith("[1/9] ingest") for line in screen) == 1
    assert not any(line.endswith("...") for line in screen)
    assert "\x1b" not in demo[1] and "[2/9] exact-dedup      ...\n" in demo[1]


def test_of_two_runs_in_one_directory_at_once_the_second_is_refused(tmp_path):
    run = tmp_path / "run"
    args = ["run", "--config", DEMO, "--run", str(run)]
    first = subprocess.Popen(
        ["scripts/whittle", *args], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not (run / "_lease.json").exists():
            assert first.poll() is None
            time.sleep(0.05)
        second = whittle(*args)
        assert second.returncode == 2, second.stdout + second.stderr
        assert f"process {load(run / '_lease.json')['pid']} on " in second.stderr
        assert first.poll() is None, "the first one goes on"
    finally:
        os.killpg(first.pid, signal.SIGKILL)


def test_a_damaged_page_is_told_by_name(small, tmp_path):
    args, finished = small
    run = tmp_path / "run"
    shutil.copytree(finished, run)
    for stage in run.glob("0[6-9]-*"):
        shutil.rmtree(stage)
    # A byte in the middle of a column, as a failing disk leaves it; the store has no checksums of its own.
    file = max(run.glob("05-near-dedup/verdict=kept/*.parquet"), key=lambda path: path.stat().st_size)
    file.with_name(f".{file.name}.crc").unlink()
    start, length = duckdb.sql(
        f"select coalesce(dictionary_page_offset, data_page_offset), total_compressed_size from parquet_metadata('{file}') where path_in_schema = 'problem' limit 1"
    ).fetchall()[0]
    data = bytearray(file.read_bytes())
    data[start + length // 2] ^= 0x40
    file.write_bytes(data)
    damaged = whittle("run", *args, "--run", run, "--to", "baseline")
    assert damaged.returncode == 3, damaged.stdout + damaged.stderr
    assert "its bytes are not those that were written" in damaged.stderr and file.name in damaged.stderr
    # Spark's log says what it saw; the last line is for people.
    assert damaged.stderr.strip().splitlines()[-1].startswith("Cannot read ")
    file.unlink()
    lost = whittle("run", *args, "--run", run, "--to", "baseline")
    assert lost.returncode == 3, lost.stdout + lost.stderr
    assert lost.stderr.strip().splitlines()[-1].startswith("Cannot use the finished stage near-dedup: its Parquet files are not those")


def test_a_run_on_a_base_repeats_what_changed_and_diff_tells_what_came_of_it(small, tmp_path):
    args, base = small
    run = tmp_path / "smaller"
    done = whittle("run", *args[:-1], "core-set.size=40", "--base", base, "--run", run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("(from the base run)") == 8, done.stdout
    said = whittle("diff", base, run).stdout
    assert "core-set.config.size: 60 -> 40" in said
    assert re.search(r"\n +20  kept -> core-set: beyond-size\n", said), said
    assert "Core sets: 60 in A, 40 in B, 40 in both" in said


def test_the_example_of_explain_is_in_the_demo(demo):
    run, _ = demo
    done = whittle("explain", "--run", run, "--text", "A robot goes from (-6, 3) to (0, 5)")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Problem " in done.stdout and " 9 core-set" in done.stdout
