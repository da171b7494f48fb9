import steps


def table(path: str) -> dict:
    return steps.load(path)


def model(table: dict, rounds: int) -> dict:
    return steps.train(table, rounds)


def report(table: dict, model: dict) -> dict:
    return steps.evaluate(table, model)
