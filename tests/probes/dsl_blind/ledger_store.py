"""The ledger: written to DynamoDB, found again by Elasticsearch, reported from PostgreSQL."""

from __future__ import annotations

import decimal
import os
import uuid
from dataclasses import asdict, dataclass

import boto3
import psycopg
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
from elasticsearch import Elasticsearch
from elasticsearch_dsl import A, Q, Search
from psycopg import sql
from pypika import Order, PostgreSQLQuery, Table
from pypika import functions as fn

table = boto3.resource("dynamodb", region_name="eu-west-1").Table("ledger")
elastic = Elasticsearch(os.environ["ELASTIC"])


@dataclass(frozen=True)
class Entry:
    account: str
    booked: str
    amount: decimal.Decimal
    note: str = ""


def book(entry: Entry) -> bool:
    item = asdict(entry) | {"id": str(uuid.uuid4())}
    try:
        table.put_item(Item=item, ConditionExpression=Attr("id").not_exists() & Attr("closed").ne(True))
    except ClientError as error:
        return error.response["Error"]["Code"] != "ConditionalCheckFailedException"
    elastic.index(index="ledger", document={**item, "amount": float(entry.amount)})
    return True


def of_month(account: str, month: str) -> list[dict[str, object]]:
    wanted = Key("account").eq(account) & Key("booked").begins_with(month)
    answer = table.query(KeyConditionExpression=wanted, FilterExpression=Attr("amount").gt(0))
    return [item for item in answer["Items"] if item["amount"] > 0]


def close(account: str) -> None:
    table.update_item(
        Key={"account": account},
        UpdateExpression="SET closed = :yes REMOVE draft",
        ExpressionAttributeValues={":yes": True},
    )


def search(words: str, least: float) -> dict[str, float]:
    query = Q("match", note=words) & ~Q("range", amount={"lt": least})
    found = Search(using=elastic, index="ledger").query(query).extra(size=50)
    found.aggs.bucket("accounts", A("terms", field="account")).metric("total", "sum", field="amount")
    answer = found.execute()
    return {bucket.key: bucket.total.value for bucket in answer.aggregations.accounts.buckets}


def balances(least: int) -> str:
    entries = Table("entries")
    query = (
        PostgreSQLQuery.from_(entries)
        .select(entries.account, fn.Sum(entries.amount).as_("total"))
        .where(entries.amount > least)
        .groupby(entries.account)
        .orderby("total", order=Order.desc)
    )
    return query.get_sql()


def report(dsn: str, schema: str) -> list[tuple[str, decimal.Decimal]]:
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))
        cursor.execute(balances(100))
        rows = cursor.fetchall()
        cursor.execute(
            "INSERT INTO reports (day, accounts) VALUES (current_date, %s)",
            (len(rows),),
        )
        cursor.execute("REFRESH MATERIALIZED VIEW monthly")
    return [row for row in rows if row[1] > 0]


if __name__ == "__main__":
    book(Entry("4711", "2024-05-01", decimal.Decimal("12.50"), "insert coins into the machine"))
    print(of_month("4711", "2024-05"), search("coins", 1.0), report(os.environ["PG"], "books"))
