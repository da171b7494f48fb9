"""Ships in a harbour: tables that nobody says are Spark's, and columns that other modules make."""

from pyspark.sql import *
from pyspark.sql.functions import *
from pyspark.sql.types import *

from harbour.columns import without_spaces
from harbour.tables import joined, read_ships


def size(metres):
    return "large" if metres > 100 else "small"


class Report:
    def __init__(self, spark):
        self.spark = spark

    def ships(self, day):
        table = read_ships(self.spark, day)
        table = table.withColumn("name", without_spaces("name"))
        named = udf(size, StringType())
        table = table.withColumn("size", named("length")).select(col("name"), expr("length * 2 AS twice"), "size")
        counted = table.groupBy("size").count()
        many = counted.filter(counted.count > 3)
        if many.count() > 5:
            print(many.collect()[0]["size"])
        return joined(many, day)

    def daily(self, day):
        self.spark.sql(f"CREATE TABLE IF NOT EXISTS daily_{day} (name STRING)")
        return self.spark.sql("SELECT name, max(length) FROM ships GROUP BY name")
