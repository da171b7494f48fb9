# https://huggingface.co/docs/trackio/storage_schema
import json
import shutil
import subprocess
from pathlib import Path

import trackio

sql = "SELECT config, step, metrics FROM configs JOIN metrics USING (run_id) ORDER BY step"
query = ["trackio", "query", "project", "--project", "tracking", "--sql", sql, "--json"]
rows = json.loads(subprocess.run(query, check=True, stdout=subprocess.PIPE).stdout)["rows"]
logged = [(row["step"], json.loads(row["metrics"])) for row in rows]
loss = [(step, metrics["loss"]) for step, metrics in logged if "loss" in metrics]
[test_loss] = [metrics["test_loss"] for _, metrics in logged if "test_loss" in metrics]
parameters = {name: value for name, value in json.loads(rows[0]["config"]).items() if not name.startswith("_")}
found = {"parameters": parameters, "loss": loss, "test_loss": test_loss}
Path("outputs/run.json").write_text(json.dumps(found))
trackio.init(project="tracking", name="reader")
shutil.copy(f"{trackio.use_artifact('model').download()}/model.json", "outputs")
trackio.finish()
