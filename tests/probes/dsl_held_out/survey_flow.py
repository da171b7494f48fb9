"""Surveys: Airflow fetches, Beam counts, TF Transform prepares, LangChain sums up."""
import apache_beam as beam
import tensorflow as tf
import tensorflow_transform as tft
from airflow import DAG
from airflow.decorators import task
from airflow.operators.bash import BashOperator
from google.protobuf import text_format
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_openai import ChatOpenAI
from tensorflow_metadata.proto.v0 import schema_pb2

SCHEMA = text_format.Parse('feature { name: "age" type: INT }', schema_pb2.Schema())


def preprocessing_fn(inputs):
    age = inputs["age"]
    outputs = {"age": tft.scale_to_z_score(tf.cast(age, tf.float32))}
    for name in ("city", "job"):
        outputs[name] = tft.compute_and_apply_vocabulary(inputs[name])
    outputs["old"] = age > 65
    return outputs


class Words(beam.PTransform):
    def __init__(self, least=3):
        super().__init__()
        self.least = least

    def expand(self, lines):
        return (
            lines
            | beam.FlatMap(str.split)
            | beam.Filter(lambda word: len(word) > self.least)
            | "count" >> beam.combiners.Count.PerElement()
        )


def count(path):
    with beam.Pipeline() as p:
        lines = p | beam.io.ReadFromText(path)
        lines | Words(least=4) | beam.Map(print)


def schema(names):
    for name in names:
        feature = SCHEMA.feature.add()
        feature.name = name
    return SCHEMA


prompt = ChatPromptTemplate.from_template("Sum up: {answers}")
chain = RunnableLambda(lambda rows: {"answers": rows}) | prompt | ChatOpenAI()

with DAG("surveys", schedule="@weekly") as dag:

    @task
    def fetch(day):
        return [day]

    @task(retries=2)
    def sum_up(rows):
        return chain.invoke("\n".join(rows) + "!")

    rows = fetch("{{ ds }}")
    said = sum_up(rows)
    said >> BashOperator(task_id="mail", bash_command="mail -s {{ params.subject }} x") >> BashOperator(task_id="b", bash_command="true")
