"""What `generate --only problems` writes, read back with DuckDB."""

import duckdb

from conftest import whittle


def test_only_problems_are_one_table_of_sound_rows(tmp_path):
    done = whittle("generate", "--only", "problems", "--rows", 5000, "--seed", 7, "--out", tmp_path / "training")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["training"]
    table = f"read_parquet('{tmp_path}/training/*.parquet')"
    count, first, last, families, levels = duckdb.sql(
        f"select count(*), min(index), max(index), count(distinct family), count(distinct level) from {table}"
    ).fetchall()[0]
    assert (count, first, last, families, levels) == (5000, 0, 4999, 36, 6)
    assert duckdb.sql(f"select count(*) from {table} where not contains(solution, '\\boxed{{' || answer || '}}')").fetchall() == [(0,)]
    assert duckdb.sql(f"select count(distinct problem) from {table}").fetchall() == [(5000,)]


def test_more_than_there_are_is_refused_in_one_message(tmp_path):
    done = whittle("generate", "--only", "problems", "--rows", 10**15, "--seed", 7, "--out", tmp_path / "training")
    assert done.returncode == 2
    assert "Cannot generate 1,000,000,000,000,000 problems: the families hold 3,671,266,839,510 different ones." in done.stderr
    done = whittle("generate", "--only", "problems", "--rows", "many", "--seed", 7, "--out", tmp_path / "training")
    assert done.returncode == 2 and "'many' is not a whole number" in done.stderr
    assert not (tmp_path / "training").exists()
