"""Clicks from Kafka to sessions, a model of who buys, and the DAG that keeps both fresh."""
from __future__ import annotations

import json
from datetime import timedelta

import pendulum
import tensorflow as tf
from airflow.decorators import dag, task, task_group
from airflow.models.baseoperator import chain
from airflow.operators.bash import BashOperator
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.sensors.filesystem import FileSensor
from delta.tables import DeltaTable
from pyspark.ml import Pipeline
from pyspark.ml.classification import GBTClassifier
from pyspark.ml.feature import SQLTransformer, StringIndexer, VectorAssembler
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

EVENT = T.StructType([T.StructField("user", T.StringType()), T.StructField("page", T.StringType()), T.StructField("at", T.TimestampType())])


@F.udf(returnType=T.StringType())
def kind_of(page):
    return "shop" if page.startswith("/p/") else "other"


def clicks(spark: SparkSession) -> DataFrame:
    raw = spark.readStream.format("kafka").option("subscribe", "clicks").load()
    parsed = raw.select(F.from_json(F.col("value").cast("string"), EVENT).alias("e")).select("e.*")
    return parsed.withColumn("kind", kind_of(parsed["page"])).withWatermark("at", "10 minutes")


def sessions(events: DataFrame, gap: int = 30) -> DataFrame:
    by_user = Window.partitionBy("user").orderBy("at")
    before = F.lag("at").over(by_user)
    starts = (F.col("at").cast("long") - before.cast("long") > gap * 60).cast("int")
    numbered = events.withColumn("session", F.sum(F.coalesce(starts, F.lit(1))).over(by_user))
    return (
        numbered.groupBy("user", "session")
        .agg(
            F.count("*").alias("clicks"),
            F.max(F.when(F.col("kind") == "shop", 1).otherwise(0)).alias("shopped"),
            F.expr("percentile_approx(unix_timestamp(at), 0.5)").alias("middle"),
        )
        .where("clicks > 1 AND session IS NOT NULL")
    )


def upsert(batch: DataFrame, number: int) -> None:
    spark = batch.sparkSession
    target = DeltaTable.forName(spark, "shop.sessions")
    (
        target.alias("t")
        .merge(sessions(batch).alias("s"), "t.user = s.user AND t.session = s.session")
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute()
    )
    spark.sql("OPTIMIZE shop.sessions ZORDER BY (user)")
    left = spark.table("shop.sessions").filter(F.col("clicks").isNull()).count()
    if left > 0:
        raise ValueError(f"{left} rows without clicks in batch {number}")


def buyers(spark: SparkSession):
    table = spark.table("shop.sessions").join(spark.table("shop.orders"), "user", "left")
    table = table.withColumn("label", F.col("order_id").isNotNull().cast("double"))
    steps = [
        SQLTransformer(statement="SELECT *, hour(middle) AS hour FROM __THIS__"),
        StringIndexer(inputCol="country", outputCol="country_index", handleInvalid="keep"),
        VectorAssembler(inputCols=["clicks", "shopped", "hour", "country_index"], outputCol="features"),
        GBTClassifier(maxIter=30),
    ]
    train, test = table.randomSplit([0.8, 0.2], seed=3)
    model = Pipeline(stages=steps).fit(train)
    scored = model.transform(test)
    right = scored.filter(scored.prediction == scored.label).count()
    return model, right / scored.count()


class Embedder(tf.keras.Model):
    def __init__(self, pages: int):
        super().__init__()
        self.table = tf.keras.layers.Embedding(pages, 16)
        self.out = tf.keras.layers.Dense(1)

    def call(self, inputs):
        pooled = tf.reduce_mean(self.table(inputs), axis=1)
        return self.out(pooled)


@tf.function(jit_compile=True)
def step(model, optimizer, pages, bought):
    with tf.GradientTape() as tape:
        logits = model(pages, training=True)
        loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(bought, logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


@dag(schedule="@hourly", start_date=pendulum.datetime(2024, 1, 1), catchup=False, default_args={"retries": 2})
def click_sessions():
    arrived = FileSensor(task_id="arrived", filepath="/landing/{{ ds }}/_SUCCESS", timeout=600)
    clean = BashOperator(task_id="clean", bash_command="find /landing -mtime +7 -delete")
    prune = SQLExecuteQueryOperator(task_id="prune", conn_id="shop", sql="DELETE FROM sessions WHERE day < '{{ macros.ds_add(ds, -90) }}'")

    @task(retries=1, execution_timeout=timedelta(hours=1))
    def build(day: str) -> dict:
        return json.loads(day)

    @task.branch
    def enough(found: dict) -> str:
        return "train" if found["rows"] > 1000 else "skip"

    @task_group
    def models(found):
        @task
        def train(found):
            return found

        @task
        def skip():
            return None

        train(found)
        skip()

    found = build("{{ ds }}")
    arrived >> found
    chain(enough(found), models(found), clean)
    clean >> prune


click_sessions()
