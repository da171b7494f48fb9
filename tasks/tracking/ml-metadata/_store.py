"""The store of all levels. Whatever is put into it has a type, and a run is joined by events to what it got and gave."""

from google.protobuf.json_format import MessageToDict
from ml_metadata import ListOptions, MetadataStore, OrderByField
from ml_metadata.proto import metadata_store_pb2 as proto


def connect():
    config = proto.ConnectionConfig()
    config.sqlite.filename_uri = "metadata.db"
    config.sqlite.connection_mode = 3  # for reading and writing, made if it is not there
    config.retry_options.max_num_retries = 20
    return MetadataStore(config)


def value_of(thing):
    """A value of Python as one of the store's; a structure holds lists, objects, and numbers with all their digits."""
    if isinstance(thing, float | list | dict):
        value = proto.Value()
        value.struct_value.update({"value": thing})
        return value
    kind = {bool: "bool_value", int: "int_value", str: "string_value"}[type(thing)]
    return proto.Value(**{kind: thing})


def values_of(things):
    return {name: value_of(thing) for name, thing in things.items()}


def thing_of(value):
    found = getattr(value, value.WhichOneof("value"))
    if value.HasField("struct_value"):
        found = found["value"]
    return found if isinstance(found, int | float | str) else MessageToDict(found)


def things_of(values):
    return {name: thing_of(value) for name, value in values.items()}


def put(store, run, kind, event, uri=None, **things):
    """Put an artifact of a kind into the store, and join it to the run that got or gave it."""
    type_id = store.put_artifact_type(proto.ArtifactType(name=kind))
    artifact = proto.Artifact(type_id=type_id, uri=uri, custom_properties=values_of(things))
    store.put_execution(run, [(artifact, proto.Event(type=event))], [])


def curve(store, run):
    """The losses of a run, in the order in which they were put."""
    query = f"type = 'Loss' AND events_0.execution_id = {run.id}"
    losses = store.get_artifacts(ListOptions(filter_query=query, order_by=OrderByField.ID))
    return [[thing_of(loss.custom_properties[name]) for name in ("step", "value")] for loss in losses]
