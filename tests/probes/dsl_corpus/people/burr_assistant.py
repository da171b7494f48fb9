import json
from typing import Tuple

from burr.core import ApplicationBuilder, State, action, default, expr, when

from prompts import greeting


@action(reads=[], writes=["prompt"])
def take_prompt(state: State, prompt: str) -> Tuple[dict, State]:
    result = {"prompt": prompt.strip()}
    return result, state.update(**result)


@action(reads=["prompt"], writes=["safe"])
def check(state: State) -> Tuple[dict, State]:
    result = {"safe": "password" not in state["prompt"]}
    return result, state.update(**result)


@action(reads=["prompt", "safe"], writes=["answer"])
def answer(state: State) -> Tuple[dict, State]:
    text = greeting() + state["prompt"] if state["safe"] else "no"
    return {"answer": text}, state.update(answer=text)


def application():
    return (
        ApplicationBuilder()
        .with_actions(take_prompt, check, answer)
        .with_transitions(("take_prompt", "check", default), ("check", "answer", when(safe=True)))
        .with_entrypoint("take_prompt")
        .build()
    )


app = application()
*_, state = app.run(halt_after=["answer"], inputs={"prompt": "hello"})
print(json.dumps({"answer": state["answer"]}))
