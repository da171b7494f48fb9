import sys

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

SCHEMA = StructType([StructField("shop", StringType()), StructField("amount", DoubleType())])


def clean(df: DataFrame) -> DataFrame:
    return (
        df.dropDuplicates(["order_id"])
        .filter(F.col("amount") > 0)
        .filter("country is not null")
        .withColumn("day", F.to_date("created_at"))
        .withColumn("big", F.when(F.col("amount") > 1000, 1).otherwise(0))
    )


def ranked(df):
    window = Window.partitionBy("shop").orderBy(F.desc("amount"))
    top = df.withColumn("rank", F.row_number().over(window)).where(F.col("rank") <= 3)
    return top.select("shop", "amount", (F.col("amount") * 0.19).alias("tax"))


@F.udf(StringType())
def initials(name):
    return "".join(part[0] for part in name.split())


def main(path, out):
    spark = SparkSession.builder.appName("sales").getOrCreate()
    orders = spark.read.schema(SCHEMA).option("header", True).csv(path)
    orders.createOrReplaceTempView("orders")
    per_shop = spark.sql("SELECT shop, sum(amount) AS total FROM orders GROUP BY shop")
    joined = ranked(clean(orders)).join(per_shop, "shop").withColumn("who", initials("shop"))
    rows = joined.agg(F.sum("amount").alias("s"), F.countDistinct("shop").alias("n")).collect()
    if rows[0]["s"] > 100 and joined.count() > 3:
        joined.write.mode("overwrite").parquet(out)
    bad = orders[orders.amount < 0]
    print(bad.count() / max(orders.count(), 1))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
