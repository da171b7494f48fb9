"""Which orders will be sent back: features in Snowflake, scores by a procedure there."""
import logging
import sys

import pandas as pd
from snowflake.snowpark import Session, Window
from snowflake.snowpark import functions as F
from snowflake.snowpark.functions import call_udf, col, lit, sproc, udf, when
from snowflake.snowpark.types import FloatType, IntegerType, StringType, StructField, StructType

log = logging.getLogger(__name__)

SCHEMA = StructType([StructField("ORDER_ID", IntegerType()), StructField("REASON", StringType())])


def connect(config) -> Session:
    session = Session.builder.configs(config).create()
    session.sql(f"USE WAREHOUSE {config['warehouse']}").collect()
    session.sql("ALTER SESSION SET QUERY_TAG = 'returns'").collect()
    return session


@udf(name="clean_size", replace=True, is_permanent=True, stage_location="@code")
def clean_size(size: str) -> str:
    return size.strip().upper().replace("EXTRA ", "X")


@F.pandas_udf(name="score", replace=True, max_batch_size=10_000)
def score(frame: pd.Series) -> pd.Series:
    return (frame - frame.mean()) / frame.std()


def orders(session: Session, since: str):
    raw = session.table("SHOP.PUBLIC.ORDERS")
    recent = raw.filter(col("ORDERED_AT") >= F.to_date(lit(since))).drop("COMMENT")
    by_customer = Window.partition_by("CUSTOMER_ID").order_by(col("ORDERED_AT").desc())
    ranked = recent.with_column("NTH", F.row_number().over(by_customer))
    returned = session.table("SHOP.PUBLIC.RETURNS").select("ORDER_ID", "REASON")
    joined = ranked.join(returned, ranked["ORDER_ID"] == returned["ORDER_ID"], join_type="left")
    labelled = joined.with_columns(
        ["RETURNED", "SIZE"],
        [when(col("REASON").is_null(), 0).otherwise(1), call_udf("clean_size", col("SIZE"))],
    )
    return labelled.where(col("NTH") <= 20)


def features(frame):
    totals = frame.group_by("CUSTOMER_ID").agg(
        F.sum("AMOUNT").alias("SPENT"),
        F.avg(col("RETURNED")).alias("RETURN_RATE"),
        F.listagg("SIZE", ",", is_distinct=True),
    )
    heavy = totals.filter("RETURN_RATE > 0.5 AND SPENT > 100")
    log.info("%d heavy returners", heavy.count())
    if heavy.count() > 10_000:
        log.warning("more than usual")
    return frame.join(totals, "CUSTOMER_ID").select_expr("*", "SPENT / NULLIF(NTH, 0) AS SPENT_PER_ORDER")


@sproc(name="score_orders", packages=["snowflake-snowpark-python", "xgboost"], replace=True)
def score_orders(session: Session, table: str, limit: float) -> int:
    rows = session.table(table).to_pandas()
    rows["RISK"] = rows["RETURN_RATE"] * rows["SPENT"].rank(pct=True)
    risky = rows[rows["RISK"] > limit]
    session.write_pandas(risky, "RISKY_ORDERS", overwrite=True)
    return len(risky)


def merge(session, source):
    target = session.table("SHOP.PUBLIC.RISK")
    result = target.merge(
        source,
        (target["ORDER_ID"] == source["ORDER_ID"]) & (source["RISK"] > 0),
        [
            F.when_matched().update({"RISK": source["RISK"]}),
            F.when_not_matched().insert({"ORDER_ID": source["ORDER_ID"], "RISK": source["RISK"]}),
        ],
    )
    return result.rows_inserted + result.rows_updated


def main(argv):
    session = connect({"account": argv[0], "warehouse": argv[1], "user": argv[2]})
    try:
        frame = features(orders(session, "2024-01-01"))
        frame.write.mode("overwrite").save_as_table("FEATURES", table_type="transient")
        session.call("score_orders", "FEATURES", 0.8)
        merged = merge(session, session.table("RISKY_ORDERS"))
        session.sql("GRANT SELECT ON TABLE SHOP.PUBLIC.RISK TO ROLE ANALYST").collect()
        query = """
            select reason, count(*) as n
            from shop.public.returns
            where returned_at > dateadd(day, -7, current_date())
            group by 1
            qualify row_number() over (order by n desc) <= 10
        """
        for row in session.sql(query).collect():
            log.info("%s %d", row["REASON"], row["N"])
        return 0 if merged > 0 else 1
    finally:
        session.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
