# https://www.tensorflow.org/tfx/guide/mlmd
import training
from _store import connect, put, values_of
from ml_metadata.proto import metadata_store_pb2 as proto

each, store = training.night(), connect()
type_id = store.put_execution_type(proto.ExecutionType(name="Run"))
run = proto.Execution(type_id=type_id, custom_properties=values_of({"name": each["name"], **each["parameters"]}))
[run.id] = store.put_executions([run])
table, model = training.load(each["data"]), training.Model(each["parameters"])
for step, loss in model.learn(table):
    put(store, run, "Loss", proto.Event.OUTPUT, step=step, value=loss)
