from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.functions import col, udf
from pyspark.sql.types import StringType

spark = SparkSession.builder.appName("etl").getOrCreate()
events = spark.read.json("events.json")


@udf(returnType=StringType())
def clean(value):
    return value.strip().lower() if value and len(value) > 2 else None


def daily(df: DataFrame) -> DataFrame:
    window = Window.partitionBy("user").orderBy(F.desc("ts"))
    ranked = df.withColumn("rank", F.row_number().over(window))
    recent = ranked.filter(ranked.rank <= 3)
    return recent.groupBy("day").agg(
        F.countDistinct("user").alias("users"),
        F.avg(F.col("value")).alias("value"),
    )


def only_adults(people):
    return people.withColumn("name", clean(col("name"))).where(people["age"] >= 18)


result = daily(events.where((events["type"] == "click") & events.user.isNotNull()))
result.createOrReplaceTempView("daily")
top = spark.sql("SELECT day, users FROM daily ORDER BY users DESC LIMIT 10")
cheap = events.filter("price < 10 AND type = 'buy'")
labels = events.selectExpr("CAST(price AS int) AS price")
if top.count() > 3:
    print(events.columns[0] + "x")
rows = [row for row in top.collect() if row["users"] > 5]
