"""The night's batch: what the shops sold, from their pages into the warehouse, with tests of the sender beside it."""
import hashlib
import sys
from datetime import datetime

import requests
from bs4 import BeautifulSoup
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

import queues

spark = (
    SparkSession.builder.appName("night")
    .config("spark.sql.shuffle.partitions", 8)
    .getOrCreate()
)


def page(url):
    found = requests.get(url, timeout=10)
    found.raise_for_status()
    soup = BeautifulSoup(found.text, "lxml")
    for row in soup.select("tr"):
        price = row.get("data-price").replace(",", ".").strip()
        yield {"shop": row.get("data-shop").split("/")[0], "price": float(price), "page": hashlib.md5(url.encode()).hexdigest()}


def sold(urls):
    rows = spark.createDataFrame([one for url in urls for one in page(url)])
    by_shop = Window.partitionBy("shop").orderBy(F.col("price").desc())
    return (
        rows.withColumn("rank", F.row_number().over(by_shop))
        .filter((F.col("rank") <= 3) & F.col("price").isNotNull())
        .withColumn("gross", F.round(F.col("price") * 1.19, 2))
    )


def send(frame, at=None):
    sender = queues.sender()
    with sender.transaction():
        sender.publish(frame.toPandas().to_dict("records"), at=at or datetime.now())
        sender.flush()
    sender.close()


def test_what_was_sold_is_sent_once(sender, mocker, caplog):
    sender.side_effect = [None, TimeoutError()]
    answer = mocker.patch("requests.get", autospec=True).return_value
    answer.status_code = 200
    send(sold(["https://shop.example.org/1"]))
    sender.assert_called_once()
    assert "sent" in caplog.text


if __name__ == "__main__":
    night = sold(sys.argv[1:])
    night.write.mode("overwrite").partitionBy("shop").parquet("lake/sold")
    send(night)
    test_what_was_sold_is_sent_once(*queues.doubles())
