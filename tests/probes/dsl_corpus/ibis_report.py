import ibis
from ibis import _

con = ibis.duckdb.connect("shop.ddb")
orders = con.table("orders")
recent = orders.filter(orders.amount > 10)
by_day = recent.group_by("day").agg(total=recent.amount.sum(), n=_.count())
shares = by_day.mutate(share=lambda t: t.total / t.total.sum())
frame = shares.execute()
if frame["share"].max() > 0.5:
    print(frame)
for name in orders.columns:
    print(name + "!")
