"""Results that outlive a process: one file for each step and what it got."""

import hashlib
import json
import os
import uuid
from pathlib import Path

FOLDER = Path("kept")
ran, reused = [], []


def kept(step, *arguments, of=None):
    """What `step` gives, from its file if there is one; `of` stands for arguments that are the names of files."""
    text = json.dumps([step.__name__, of or arguments], sort_keys=True)
    file = FOLDER / f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    if file.exists():
        reused.append(step.__name__)
        return json.loads(file.read_text())
    result = step(*arguments)
    ran.append(step.__name__)
    FOLDER.mkdir(exist_ok=True)
    unfinished = FOLDER / uuid.uuid4().hex
    unfinished.write_text(json.dumps(result))
    os.replace(unfinished, file)  # a file is there as a whole or not at all
    return result


def load_kept(step, path):
    """What `step` reads from a file, as long as the file holds the same."""
    return kept(step, path, of=hashlib.sha256(Path(path).read_bytes()).hexdigest())
