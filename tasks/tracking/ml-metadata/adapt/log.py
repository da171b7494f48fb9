# https://www.tensorflow.org/tfx/guide/mlmd
import training
from _store import connect, put, values_of
from ml_metadata.proto import metadata_store_pb2 as proto

store = connect()
type_id = store.put_execution_type(proto.ExecutionType(name="Run"))
table = training.load("inputs/rows.csv")
experiment = proto.Context(name=training.experiment(table))
experiment.type_id = store.put_context_type(proto.ContextType(name="Experiment"))
for each in training.sweep(table):
    run = proto.Execution(type_id=type_id, last_known_state=proto.Execution.RUNNING)
    run.custom_properties["name"].string_value = each["name"]
    for name, value in values_of(each["parameters"]).items():
        run.custom_properties[f"parameters.{name}"].CopyFrom(value)
    run.id, _, _ = store.put_execution(run, [], [experiment], reuse_context_if_already_exist=True)
    model = training.Model(each["parameters"])
    try:
        for step, loss in model.learn(table):
            put(store, run, "Loss", proto.Event.OUTPUT, step=step, value=loss)
        run.custom_properties["test_loss"].double_value = model.test(table)
        run.last_known_state = proto.Execution.COMPLETE
    except training.Diverged:
        run.last_known_state = proto.Execution.FAILED
    store.put_executions([run])
