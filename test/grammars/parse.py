"""Parses queries with sqlglot and sqlfluff. Reads a JSON list of {dialect, name, sql} from the file
named first; writes a JSON list of {grammar, dialect, name, complaint}, empty when all were taken."""

import json
import os
import sys
from multiprocessing import Pool

import sqlglot
from sqlfluff.core import Linter

GRAMMARS = {"mssql": "tsql", "oracle": "oracle", "postgres": "postgres"}
LINTERS = {}


def sqlglot_complaint(dialect, sql):
    try:
        sqlglot.parse_one(sql, read=GRAMMARS[dialect])
    except sqlglot.errors.SqlglotError as error:
        return str(error)[:300]
    return None


def sqlfluff_complaint(dialect, sql):
    linter = LINTERS.setdefault(dialect, Linter(dialect=GRAMMARS[dialect]))
    violations = linter.parse_string(sql).violations
    return violations[0].desc()[:300] if violations else None


def complaints(query):
    found = {
        "sqlglot": sqlglot_complaint(query["dialect"], query["sql"]),
        "sqlfluff": sqlfluff_complaint(query["dialect"], query["sql"]),
    }
    return [
        {"grammar": grammar, "dialect": query["dialect"], "name": query["name"], "complaint": text}
        for grammar, text in found.items()
        if text
    ]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        queries = json.load(file)
    with Pool(os.cpu_count()) as pool:
        json.dump(sum(pool.map(complaints, queries, chunksize=4), []), sys.stdout)
