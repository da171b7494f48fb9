from fastapi import FastAPI
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI

import bentoml
import hydra
import ray
from hamilton.function_modifiers import extract_columns

app = FastAPI()
prompt = ChatPromptTemplate.from_template("Tell me about {topic}")
chain = prompt | ChatOpenAI() | StrOutputParser()


@app.get("/ask")
def ask(topic: str | None = None):
    return chain.invoke({"topic": topic} | {})


@bentoml.service(workers=1)
class Service:
    @bentoml.api
    def predict(self, rows: list) -> list:
        return rows


@hydra.main(config_path="conf", config_name="config", version_base=None)
def main(cfg):
    print(cfg.rate > 0.1)


@extract_columns("a", "b")
def features(path: str) -> dict:
    return {}


@ray.remote
def square(n):
    return n * n


handles = [square.remote(n) for n in range(3)]
print(sum(ray.get(handles)) > 3)
