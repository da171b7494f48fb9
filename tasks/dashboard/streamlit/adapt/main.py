# https://docs.streamlit.io/develop/api-reference/cli/run
import os
import subprocess
from pathlib import Path

port = os.environ["PORT"]
Path("outputs/address").write_text(f"http://127.0.0.1:{port}")
options = ["--server.address", "127.0.0.1", "--server.port", port, "--server.headless", "true"]
subprocess.run(["streamlit", "run", "adapt/app.py", *options], check=True)
