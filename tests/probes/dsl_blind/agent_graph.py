"""Answers questions about invoices: looks them up, checks itself, asks a person where it is not sure."""

import sqlite3
from typing import Annotated, Literal, TypedDict

import dspy
from haystack import Pipeline
from haystack.components.builders import PromptBuilder
from haystack.components.generators import OpenAIGenerator
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import ToolNode

db = sqlite3.connect("invoices.db")
llm = ChatOpenAI(model="gpt-4o-mini", temperature=0)


class State(TypedDict):
    messages: Annotated[list, add_messages]
    sure: float


@tool
def open_invoices(customer: str) -> list[tuple]:
    """The invoices of a customer that are not paid."""
    return db.execute("SELECT id, due, amount FROM invoices WHERE customer = ? AND paid IS NULL", (customer,)).fetchall()


@tool
def remind(invoice: int) -> str:
    """Send a reminder."""
    db.execute("UPDATE invoices SET reminded = reminded + 1 WHERE id = ?", (invoice,))
    return "sent"


prompt = ChatPromptTemplate.from_template(
    "You help with invoices. Select what matters from this list and answer:\n{question}"
)
judge = prompt | llm.with_structured_output(dict)
write = prompt | llm | StrOutputParser()
tools = [open_invoices, remind]
bound = llm.bind_tools(tools)


def answer(state: State) -> dict:
    return {"messages": [bound.invoke(state["messages"])]}


def check(state: State) -> dict:
    verdict = judge.invoke({"question": state["messages"][-1].content})
    return {"sure": float(verdict.get("sure", 0))}


def route(state: State) -> Literal["tools", "check"]:
    return "tools" if state["messages"][-1].tool_calls else "check"


graph = StateGraph(State)
graph.add_node("answer", answer)
graph.add_node("tools", ToolNode(tools))
graph.add_node("check", check)
graph.add_edge(START, "answer")
graph.add_conditional_edges("answer", route)
graph.add_edge("tools", "answer")
graph.add_conditional_edges("check", lambda state: END if state["sure"] > 0.7 else "answer")
agent = graph.compile()


def archive(store: InMemoryDocumentStore) -> Pipeline:
    pipe = Pipeline()
    pipe.add_component("find", InMemoryBM25Retriever(document_store=store))
    pipe.add_component("prompt", PromptBuilder("{% for d in documents %}{{ d.content }}{% endfor %}\n{{ question }}"))
    pipe.add_component("llm", OpenAIGenerator())
    pipe.connect("find.documents", "prompt.documents")
    pipe.connect("prompt", "llm")
    return pipe


reason = dspy.ChainOfThought("question, invoices -> answer, sure: float")


if __name__ == "__main__":
    found = agent.invoke({"messages": [("user", "What does ACME owe us?")], "sure": 0.0})
    print(found["messages"][-1].content if found["sure"] > 0.7 else "ask a person")
    print(reason(question="Who pays late?", invoices=str(db.execute("SELECT * FROM invoices").fetchall())).answer)
    print(write.invoke({"question": "say hello"}), archive(InMemoryDocumentStore()).run({"find": {"query": "acme"}}))
