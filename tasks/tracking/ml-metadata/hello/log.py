# https://www.tensorflow.org/tfx/guide/mlmd
import shutil

import training
from _store import connect, put, values_of
from ml_metadata.proto import metadata_store_pb2 as proto

store = connect()
type_id = store.put_execution_type(proto.ExecutionType(name="Run"))
run = proto.Execution(type_id=type_id, custom_properties=values_of(training.PARAMETERS))
[run.id] = store.put_executions([run])
table, model = training.load("inputs/rows.csv"), training.Model(training.PARAMETERS)
for step, loss in model.learn(table):
    put(store, run, "Loss", proto.Event.OUTPUT, step=step, value=loss)
put(store, run, "Metric", proto.Event.OUTPUT, value=model.test(table))
# the store keeps where a file is, and no file
put(store, run, "Model", proto.Event.OUTPUT, uri=shutil.copy(model.save("model.json"), "kept.json"))
