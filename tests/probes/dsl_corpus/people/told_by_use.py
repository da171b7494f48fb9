"""What nothing names as a table, a tensor or a statement, and what is done with it tells: parts of a harbour's nightly work."""

from functools import partial

import tensorflow as tf
from harbour.frames import berths_of, session
from harbour.graphs import backbone, cut
from harbour.models import Berth, Ship
from pyspark.sql import DataFrame
from sqlalchemy import text
from tensorflow.keras import Model, layers


class Arrivals:
    def __init__(self, ships: DataFrame, moored, least):
        self.ships = ships
        self.moored = moored
        self.least = least

    def large(self):
        return self.ships.filter(self.ships.length > self.least)

    def waiting(self):
        late = self.moored.where(self.moored["hours"] > 12)
        return [row for row in late.collect() if row.hours > self.least]


def nightly(day, names):
    spark = session()
    ships = spark.read.parquet(f"ships/{day}")
    berths = berths_of(day)
    berths = berths.filter(berths.depth > 9)
    met = ships.join(berths, ships.berth == berths.id, "left")
    by_year = {"old": spark.read.parquet("old"), "new": spark.read.parquet("new")}
    for name in names:
        met = met.withColumn(name, met[name].cast("double"))
    old = by_year["old"].filter(by_year["old"].year < 1990)
    return met, old


def in_memory(table, rows):
    table = table[table.depth > 9]
    return table, [row for row in rows if row.depth > 9], list(filter(lambda row: row.depth > 9, rows))


class Pictures:
    def read(self, path, label):
        picture = tf.io.decode_png(tf.io.read_file(path))
        return tf.cast(picture, tf.float32) / 255.0, label

    def batches(self, paths):
        pairs = tf.data.Dataset.from_tensor_slices(paths).map(self.read)
        return pairs.map(partial(smaller, side=64)).batch(8)


def smaller(picture, label, side):
    return tf.image.resize(picture, (side, side)), label


def prepared(pictures):
    pictures = pictures.map(lambda picture, label: (picture * 2.0, label))
    return pictures.shuffle(64).prefetch(1)


def upper(encoder, classes):
    seen = encoder.output
    seen = layers.GlobalAveragePooling2D()(seen)
    other = backbone("small")
    other = layers.Flatten()(other)
    both = layers.concatenate([seen, other])
    return Model(inputs=encoder.input, outputs=layers.Dense(classes)(both))


class Scorer(tf.keras.layers.Layer):
    @tf.function
    def call(self, seen, named):
        return tf.reduce_sum(seen * named)

    def over(self, pairs):
        return [float(self(seen, named)) for seen, named in pairs]


class Reports:
    def report(self, y_true, y_pred):
        return float(tf.reduce_mean(tf.abs(y_true - y_pred)))


def asked(connection, name=None, depth=None):
    query = "SELECT id, name FROM ships"
    if name:
        query = query + " WHERE name = :name"
    if depth:
        query = f"{query} LIMIT 10"
    return connection.execute(text(query))


def kept(cursor, table, columns, changes, where):
    create_sql = f"CREATE TABLE IF NOT EXISTS {table} ("
    create_sql += ", ".join(f"{name} {kind}" for name, kind in columns)
    create_sql += ")"
    cursor.execute(create_sql)
    statement = f"UPDATE harbour.{table} {changes} {where}"
    cursor.execute(statement)
    sqlcall = "call harbour.close_day('{{ ds }}', 3)"
    cursor.execute(sqlcall)
    title = "update the list of ships"
    words = "Create table plans ("
    return title, words


def found(db, word):
    wanted = [Ship.name.ilike(f"%{word}%"), Berth.kind.in_(["quay", "pier"])]
    wanted.append(Ship.sunk.is_(None))
    return db.query(Ship).filter(*wanted).all(), cut(word).is_(None)
