import argparse
import logging
import sqlite3

import duckdb
import psycopg2

log = logging.getLogger(__name__)

DAILY = """
    INSERT INTO daily (day, n)
    SELECT day, count(*) FROM events GROUP BY day
"""
CREATE_AUDIT = "CREATE TABLE IF NOT EXISTS audit (at timestamp, who text)"
HELP = "Show me the tables, or call the owner (see below)"


def setup(cursor, owner):
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    cursor.execute(CREATE_AUDIT)
    cursor.execute(
        """
        CREATE TRIGGER audit_events AFTER INSERT ON events
        FOR EACH ROW EXECUTE FUNCTION audit()
        """
    )
    cursor.execute(f"GRANT SELECT, INSERT ON audit TO {owner}")
    cursor.execute("SET statement_timeout = '5s'")
    cursor.execute("SET search_path TO warehouse, public")


def nightly(connection):
    with connection.cursor() as cursor:
        cursor.execute(DAILY)
        cursor.execute("CALL refresh_marts(%s)", ("all",))
        cursor.execute("SHOW max_connections")
        log.info("at most %s connections", cursor.fetchone()[0])
        cursor.execute("COPY daily TO STDOUT WITH CSV HEADER")
    connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE daily")


def local(path):
    con = duckdb.connect()
    con.execute("INSTALL httpfs")
    con.execute(f"ATTACH '{path}' AS source (TYPE sqlite)")
    con.execute("COPY (SELECT * FROM source.events) TO 'events.parquet' (FORMAT parquet)")
    return con.sql("SUMMARIZE source.events").df()


def sizes(path):
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Set up the warehouse, or copy it to a file")
    parser.add_argument("--owner", help="grant rights to this role")
    options = parser.parse_args()
    database = psycopg2.connect("dbname=warehouse")
    setup(database.cursor(), options.owner)
    nightly(database)
    log.info("SET %s = %s", "a", "b")
    print(local("events.db"), sizes("events.db"), "Load and install later", sep="\n")
