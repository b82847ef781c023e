"""The SQL functions from the three shells that analysts use, each a real one, with the real jar."""

import os
import pathlib
import subprocess
import sys

import pyspark
import pytest
from conftest import ROOT, whittle

JAR = ROOT / "jobs/target/whittle.jar"
SPARK = pathlib.Path(pyspark.__file__).parent
QUERY = (
    r"select math_tokens(canonical_math('$\\dfrac12+x$')) = math_tokens(canonical_math('\\frac{1}{2} + x')) as one, "
    r"answers_match('1/2', 'So it is \\boxed{0.5}.') as two, extract_answer('Hence \\boxed{42}') as three, "
    r"mask_numbers('3 apples and 14 pears') = mask_numbers('5 apples and 6 pears') as four, "
    r"math_jaccard('find x plus y now', 'find x plus y now') as five, chain_score('Wait, let me check.').words > 0 as six"
)
OPTIONS = ["--master", "local[1]", "--jars", str(JAR), "--conf", "spark.sql.extensions=dev.whittle.udfs.WhittleExtensions",
           "--conf", "spark.ui.enabled=false"]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def jar():
    assert whittle("--version").returncode == 0  # builds it when it is stale
    assert JAR.exists()


def shell(name, *args, cwd, stdin=""):
    env = {**os.environ, "SPARK_HOME": str(SPARK), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [SPARK / "bin" / name, *args], cwd=cwd, env=env, input=stdin, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_spark_sql(tmp_path):
    lines = shell("spark-sql", *OPTIONS, "-e", QUERY + "; describe function chain_score;", cwd=tmp_path).splitlines()
    assert "true\ttrue\t42\ttrue\t1.0\ttrue" in lines
    assert any("chain_score" in line for line in lines)


def test_spark_shell(tmp_path):
    code = f'println("row " + spark.sql("""{QUERY}""").head().mkString(" "))\n:quit\n'
    assert "row true true 42 true 1.0 true" in shell("spark-shell", *OPTIONS, cwd=tmp_path, stdin=code)


def test_pyspark(tmp_path):
    script = tmp_path / "ask.py"
    script.write_text(
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        f"print('row', *spark.sql({QUERY!r}).first())\n"
        "pool = spark.createDataFrame([('1/2', 'It is 0.5.'), ('7', 'It is 8.')], ['gold', 'text'])\n"
        "print('frame', [row[0] for row in pool.selectExpr('answers_match(gold, text)').collect()])\n",
        encoding="utf-8",
    )
    said = shell("spark-submit", *OPTIONS, script, cwd=tmp_path)
    assert "row True True 42 True 1.0 True" in said
    assert "frame [True, False]" in said
