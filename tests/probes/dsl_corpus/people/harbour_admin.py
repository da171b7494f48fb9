"""Berths of a harbour: the site's administration, the statements that set it up, and what is asked of the graph."""

from dagster import AutomationCondition, asset
from dagster_dbt import build_dbt_asset_selection
from django import template
from django.contrib import admin
from harbour.models import Berth
from py2neo import Graph

register = template.Library()


@register.filter
def metres(length):
    return f"{length} m"


@admin.register(Berth)
class BerthAdmin(admin.ModelAdmin):
    list_display = ("name",)

    @admin.display(description="long")
    def is_long(self, berth):
        return berth.length > 20


@asset(automation_condition=AutomationCondition.eager() | AutomationCondition.on_missing())
def berths():
    return [1]


def prepare(cursor, table, columns, given):
    cursor.execute("CREATE DATABASE harbour WITH ENCODING 'utf8' TEMPLATE template0")
    query = f"SELECT * FROM {table} WHERE "
    query += " AND ".join(f"{key} = ?" for key in given)
    cursor.execute(query, tuple(given.values()))
    cursor.execute("INSERT INTO {table} {columns} VALUES ({values})".format(table=table, columns=columns, values="?"))
    print("Select a berth where", "SELECT")


daily = build_dbt_asset_selection([berths], dbt_select="tag:daily")
ships = Graph("bolt://localhost").evaluate("MATCH (s:Ship)-[:LIES_AT]->(b:Berth) RETURN count(s)")
print(ships > 3)
