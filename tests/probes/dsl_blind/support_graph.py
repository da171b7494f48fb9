"""Answers support mails from a knowledge graph, and writes down what it did not know."""
import asyncio
import operator
import os
from typing import Annotated, Sequence, TypedDict

from jinja2 import Environment, FileSystemLoader
from langchain.schema.runnable import RunnableMap
from langchain_community.graphs import Neo4jGraph
from langchain_community.vectorstores import FAISS
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.output_parsers import JsonOutputParser, StrOutputParser
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder, PromptTemplate
from langchain_core.runnables import ConfigurableField, RunnableBranch, RunnableLambda, RunnableParallel, RunnablePassthrough, chain
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langgraph.checkpoint.memory import MemorySaver
from langgraph.graph import END, StateGraph
from neo4j import GraphDatabase

driver = GraphDatabase.driver(os.environ["NEO4J"], auth=("neo4j", os.environ["NEO4J_PASSWORD"]))
graph = Neo4jGraph()
store = FAISS.load_local("index", OpenAIEmbeddings())
retriever = store.as_retriever(search_kwargs={"k": 4})
model = ChatOpenAI(temperature=0).configurable_fields(temperature=ConfigurableField(id="temperature"))
mails = Environment(loader=FileSystemLoader("mails"))
SIGNATURE = mails.from_string("Yours, {{ agent|title }}{% if night %} (at night){% endif %}")

PRODUCTS = """
MATCH (c:Customer {mail: $mail})-[:BOUGHT]->(p:Product)
WHERE p.year > $year
RETURN p.name AS name, p.year AS year ORDER BY year DESC LIMIT 5
"""


class State(TypedDict):
    messages: Annotated[Sequence[BaseMessage], operator.add]
    tries: int
    mail: str


def products(mail: str, year: int = 2015) -> list[dict]:
    with driver.session() as session:
        return [dict(row) for row in session.run(PRODUCTS, mail=mail, year=year)]


@tool("open_tickets", return_direct=False)
def open_tickets(mail: str) -> str:
    """Tickets of a customer that are still open."""
    rows = graph.query("MATCH (t:Ticket {state: 'open'})<-[:ASKED]-(:Customer {mail: $mail}) RETURN t.title", {"mail": mail})
    return ", ".join(row["t.title"] for row in rows)


@tool
def escalate(title: str, level: int = 1) -> str:
    """Hand a ticket to a person."""
    graph.query("MERGE (t:Ticket {title: $title}) SET t.level = $level", {"title": title, "level": level})
    return "a person will answer" if level > 1 else "noted"


def joined(documents) -> str:
    return "\n---\n".join(document.page_content for document in documents if len(document.page_content) > 20)


answer = ChatPromptTemplate.from_messages(
    [
        ("system", "You answer support mails. Products: {products}. Known: {context}"),
        MessagesPlaceholder("messages"),
        ("human", "{question}"),
    ]
)
rate = PromptTemplate.from_template("Is this answer right? {answer}\nSay yes or no as JSON.")

context = RunnableParallel(
    context=operator.itemgetter("question") | retriever | joined,
    products=RunnableLambda(lambda given: products(given["mail"])),
    question=operator.itemgetter("question"),
    messages=operator.itemgetter("messages"),
)
answering = context | answer | model.bind_tools([open_tickets, escalate])
rating = {"answer": RunnablePassthrough()} | rate | model | JsonOutputParser()
routed = RunnableBranch((lambda given: given["tries"] > 2, escalate), answering)
short = answering.with_config(tags=["short"]) | StrOutputParser() | (lambda text: text[:500])
labels = RunnableMap({"tone": rate | model, "length": RunnableLambda(len)})


@chain
def polite(text: str):
    return rate.pipe(model).invoke({"answer": text + " please"})


async def respond(state: State) -> dict:
    found = await routed.ainvoke({"question": state["messages"][-1].content, **state})
    return {"messages": [found], "tries": state["tries"] + 1}


def judge(state: State) -> str:
    verdict = rating.invoke(state["messages"][-1].content)
    return "done" if verdict.get("right") == "yes" or state["tries"] > 3 else "again"


workflow = StateGraph(State)
workflow.add_node("respond", respond)
workflow.add_node("polish", RunnableLambda(lambda state: {"messages": [HumanMessage(SIGNATURE.render(agent="bot", night=True))]}))
workflow.set_entry_point("respond")
workflow.add_conditional_edges("respond", judge, {"done": "polish", "again": "respond"})
workflow.add_edge("polish", END)
agent = workflow.compile(checkpointer=MemorySaver())


async def main(mail: str, question: str) -> None:
    config = {"configurable": {"thread_id": mail}} | {"recursion_limit": 20}
    async for event in agent.astream({"messages": [HumanMessage(question)], "tries": 0, "mail": mail}, config):
        print(event)
    flags = {"tone"} | set(labels.invoke(question))
    print(sorted(flags), short.invoke({"question": question, "mail": mail, "messages": []}))


if __name__ == "__main__":
    asyncio.run(main("ann@example.org", "Does my kettle still have a warranty?"))
