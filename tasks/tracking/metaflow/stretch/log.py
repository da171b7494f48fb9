# https://docs.metaflow.org/metaflow/basics#foreach
# interrupted: Metaflow keeps what a step set once the step has ended, https://docs.metaflow.org/metaflow/basics#artifacts
# packages: Metaflow lists packages only where @pypi or @conda installs them, https://docs.metaflow.org/scaling/dependencies
from metaflow import Runner

Runner("stretch/flow.py").run()
