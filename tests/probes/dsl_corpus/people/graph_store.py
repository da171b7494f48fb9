import os

from neo4j import GraphDatabase

FIND = "MATCH (p:Person {name: $name})-[:KNOWS]->(f) RETURN f.name AS name"


def add_friend(tx, name, friend):
    tx.run(
        "MERGE (a:Person {name: $name}) MERGE (b:Person {name: $friend}) MERGE (a)-[:KNOWS]->(b)",
        name=name,
        friend=friend,
    )


def friends(tx, name):
    return [record["name"] for record in tx.run(FIND, name=name)]


def clear(session):
    session.run("MATCH (n) DETACH DELETE n")


def main():
    driver = GraphDatabase.driver(os.environ["NEO4J"], auth=("neo4j", "x"))
    with driver.session() as session:
        clear(session)
        session.execute_write(add_friend, "Ada", "Grace")
        print(session.execute_read(friends, "Ada"))
        counted = session.run("MATCH (n:Person) RETURN count(n) AS n").single()["n"]
    records, _, _ = driver.execute_query("UNWIND $names AS name MERGE (p:Person {name: name}) RETURN p", names=["A"])
    print(counted > 1, len(records), "Match the (first) person, then return", sep=", ")
    run = os.popen("echo MATCH").read()
    print(run)


main()
