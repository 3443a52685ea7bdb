"""Asks a pool in Spark SQL: spark.py MASTER POOL < {"statements": [...], "questions": [...]}."""
import json
import os
import sys

import pyspark

# local-cluster starts workers by the scripts that PyPI's package holds too
os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
from pyspark.sql import SparkSession

master, pool = sys.argv[1:3]
asked = json.load(sys.stdin)
spark = (
    SparkSession.builder.master(master)
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.log.level", "ERROR")
    .getOrCreate()
)
spark.conf.set("pool", pool)
for statement in open(os.path.join(pool, "catalogue.spark.sql"), encoding="utf-8").read().split(";\n"):
    if statement.strip():
        spark.sql(statement)
for statement in asked["statements"]:
    spark.sql(statement)
answers = [[list(row) for row in spark.sql(question).collect()] for question in asked["questions"]]
plain = lambda value: float(value) if hasattr(value, "as_tuple") else str(value)
print(json.dumps({"version": spark.version, "answers": answers}, default=plain))
spark.stop()
