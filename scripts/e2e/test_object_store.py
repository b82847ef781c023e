"""A run in a bucket: S3A with the magic committer, against a server that speaks S3, gives the digests of a local disk."""

import os

import pytest

from conftest import call, comparable, whittle

pytestmark = pytest.mark.skipif(not os.environ.get("WHITTLE_FULL"), reason="S3A's jars are 640 MB: scripts/test --full")


def test_a_bucket_begun_twice_and_its_digests(small):
    args, run = small
    quoted = " ".join(f"'{word}'" for word in args)
    script = f"""
        set -e
        there=$WHITTLE_BUCKET/runs/small
        scripts/whittle run {quoted} --run $there --to near-dedup
        echo == again
        scripts/whittle run {quoted} --run $there
        echo == digests
        scripts/whittle digest --run $there
        echo == bucket
        .venv-s3/bin/python -c '
import boto3, json, os, re
server = re.search("fs.s3a.endpoint=(\\S+)", os.environ["WHITTLE_SUBMIT"]).group(1)
bucket = boto3.resource("s3", endpoint_url=server, region_name="us-east-1").Bucket("whittle")
files = {{o.key: o.get()["Body"].read() for o in bucket.objects.all()}}
print(len(files), sorted({{json.loads(files[n])["committer"] for n in files if n.endswith("_SUCCESS")}}))
print([n for n in files if "__magic" in n or "_temporary" in n or n.endswith("_lease.json")])
print([n for n in files if os.environ["AWS_SECRET_ACCESS_KEY"].encode() in files[n]])'
    """
    done = call("scripts/s3", "bash", "-c", script, timeout=1200, WHITTLE_S3_SECRET="the-secret-of-a-bucket")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    again, rest = done.stdout.split("== again")[1].split("== digests")
    digests, bucket = rest.split("== bucket")
    assert again.count("(done before)") == 5, again
    assert comparable(digests) == comparable(whittle("digest", "--run", run).stdout) != []
    files, leftovers, leaks = bucket.strip().splitlines()
    assert int(files.split()[0]) > 50 and files.endswith("['magic']"), files
    assert leftovers == "[]" and leaks == "[]", bucket
