from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_openai import ChatOpenAI

from store import retriever


def joined(documents):
    return "\n\n".join(document.page_content for document in documents)


def chain(temperature=0.0):
    prompt = ChatPromptTemplate.from_template("Answer {question} from {context}")
    model = ChatOpenAI(model="gpt-4o-mini", temperature=temperature)
    return (
        {"context": retriever() | RunnableLambda(joined), "question": RunnablePassthrough()}
        | prompt
        | model
        | StrOutputParser()
    )


answer = chain().invoke("Who?")
words = {"a": 1} | {"b": 2}
flags = 1 | 4
print(len(answer) > 3, answer.upper() + "!", words, flags)
short = chain() | RunnableLambda(lambda text: text[:10])
print(short.invoke("Why?"))
