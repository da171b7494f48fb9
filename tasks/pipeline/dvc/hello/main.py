# https://dvc.org/doc/user-guide/pipelines/defining-pipelines
import shutil
import subprocess

subprocess.run(["dvc", "init", "--no-scm"], check=True)
subprocess.run(["dvc", "repro"], cwd="hello", check=True)
shutil.copy("hello/report.json", "outputs/report.json")
