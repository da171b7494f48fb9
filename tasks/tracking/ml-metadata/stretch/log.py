# https://www.tensorflow.org/tfx/guide/mlmd
# source: ML Metadata keeps where a file is, and no file, https://www.tensorflow.org/tfx/guide/mlmd
# packages, page: ML Metadata looks at no environment and draws nothing, https://www.tensorflow.org/tfx/guide/mlmd
import shutil
from concurrent.futures import ProcessPoolExecutor

import training
from _store import connect, put, values_of
from ml_metadata.proto import metadata_store_pb2 as proto


def train(each):
    store = connect()
    type_id = store.put_execution_type(proto.ExecutionType(name="Run"))
    run = proto.Execution(type_id=type_id, custom_properties=values_of({"name": each["name"], **each["parameters"]}))
    [run.id] = store.put_executions([run])
    table, model = training.load(each["data"]), training.Model(each["parameters"])
    put(store, run, "Table", proto.Event.INPUT, uri=each["data"], digest=table["digest"])
    for step, loss in model.learn(table):
        put(store, run, "Loss", proto.Event.OUTPUT, step=step, value=loss)
    kept = shutil.copy(model.save(f"{each['name']}.json"), f"kept-{each['name']}.json")
    put(store, run, "Model", proto.Event.OUTPUT, uri=kept)


if __name__ == "__main__":
    connect().put_execution_type(proto.ExecutionType(name="Run"))
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(train, training.regions()))
