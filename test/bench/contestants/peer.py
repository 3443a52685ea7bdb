"""Another tool as a contestant: reads a relation of PostgreSQL into a CSV file whenever a line comes.

Arguments: tool, URL of the database, relation, file. Answers each line with one of JSON: rows, and the
processor time of this process and its children so far, in milliseconds.
"""

import glob
import json
import os
import resource
import shutil
import subprocess
import sys
import sysconfig


def for_sqlalchemy(url):
    return url.replace("postgresql:", "postgresql+psycopg2:")


def sql2csv(url, relation, file):
    from csvkit.utilities.sql2csv import SQL2CSV

    query = f'select * from "{relation}"'
    with open(file, "w", newline="") as out:
        SQL2CSV(["--db", for_sqlalchemy(url), "--query", query], output_file=out).run()


def connectorx(url, relation, file):
    import connectorx as cx

    cx.read_sql(url, f'select * from "{relation}"').to_csv(file, index=False)


def dlt(url, relation, file):
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["NORMALIZE__DATA_WRITER__DISABLE_COMPRESSION"] = "true"
    import dlt as tool
    from dlt.sources.sql_database import sql_table

    work = f"{file}.work"
    shutil.rmtree(work, ignore_errors=True)
    place = tool.destinations.filesystem(bucket_url=f"file://{work}/out")
    pipeline = tool.pipeline("bench", pipelines_dir=f"{work}/state", destination=place, dataset_name="d")
    # views have no keys to reflect; the backend is the quickest that needs no table in memory
    table = sql_table(for_sqlalchemy(url), table=relation, backend="pyarrow", chunk_size=50_000)
    pipeline.run(table, loader_file_format="csv", write_disposition="replace")
    with open(file, "wb") as out:
        for part in sorted(glob.glob(f"{work}/out/d/{relation.lower()}/*.csv")):
            with open(part, "rb") as made:
                shutil.copyfileobj(made, out)


def sling(url, relation, file):
    from urllib.parse import unquote, urlsplit

    found = glob.glob(os.path.join(sysconfig.get_paths()["purelib"], "sling_*", "bin", "sling-*"))
    os.chmod(found[0], 0o755)
    parts = urlsplit(url)
    connection = {
        "type": "postgres",
        "host": parts.hostname,
        "port": parts.port,
        "user": parts.username,
        "database": parts.path[1:],
        "sslmode": "disable",
    }
    # it puts a password into a URL badly, so the driver gets it past it
    password = unquote(parts.password or "")
    secrets = {"BENCH": json.dumps(connection), "PGPASSWORD": password}
    subprocess.run(
        [found[0], "run", "--src-conn", "BENCH", "--src-stream", f'public."{relation}"']
        + ["--tgt-object", f"file://{file}", "--tgt-options", "{file_max_rows: 0}"],
        env={**os.environ, **secrets, "SLING_DISABLE_TELEMETRY": "TRUE"},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


TOOLS = {"sql2csv": sql2csv, "connectorx": connectorx, "dlt": dlt, "sling": sling}


def records(file):
    """Rows of the file but for the header; a cell may hold a line break."""
    import csv

    csv.field_size_limit(2**30)
    with open(file, newline="") as made:
        return sum(1 for _ in csv.reader(made)) - 1


def processor():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used) * 1000


tool, url, relation, file = sys.argv[1:]
counted = None
for _ in sys.stdin:
    TOOLS[tool](url, relation, file)
    used = processor()
    if counted is None:
        # in the round that does not count
        counted = records(file)
    print(json.dumps({"rows": counted, "processor": used}), flush=True)
