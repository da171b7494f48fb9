# https://kubeflow-pipelines.readthedocs.io/en/stable/source/local.html
import shutil

from pipeline import run

rounds = 5  # evalkit: edit
artifacts = run(rounds).outputs
shutil.copy(artifacts["report"].path, "outputs/again.json")
shutil.copy(artifacts["receipt"].path, "outputs/receipt.json")
