"""Keys that stand in a text which is parsed, and in files beside the script, count as those of a dictionary do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import Implementation, Usage, Use
from evalkit.probes.usage.concepts import concepts_of
from evalkit.probes.usage.field_names import field_names
from evalkit.probes.usage.inference import Inferred
from evalkit.probes.usage.source_keys import with_keys
from evalkit.probes.usage.static_usage import static_usage
from evalkit.probes.usage.text_format import text_format_fields


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def keyed(folder: Path, text: str, **others: str) -> Usage:
    files = []
    for name, content in {"main.py": text, **{key.replace("_", "."): value for key, value in others.items()}}.items():
        files.append(folder / name)
        files[-1].write_text(content, encoding="utf-8")
    one = Implementation("skew", "tool", "adapt", files[0], tuple(files))
    usage = static_usage(one, folder, None, "not run", inferring=lambda *_: Inferred())
    return with_keys(usage, one, lambda file: file.name)


def places(usage: Usage) -> dict[str, tuple[str, int]]:
    """Every key with the place of its first use."""
    return {concept.key: (uses[0].file, uses[0].line) for concept, uses in concepts_of(usage).items() if concept.key}


TFMA = '''\
import tfma
from google.protobuf import text_format

config = text_format.Parse(
    """
    model_specs {  # a comment: no
      label_key: "is: not { a key"
    }
    metrics_specs <
      metrics { class_name: 'AUC' config: '{"thresholds": 1}' }
      [acme.extra] { weight: -1.5e-3 other: INF }
    >
    slicing_specs {}; slicing_specs { feature_keys: ["sex", "race"], feature_values: [{ key: "a" }, <value: b>] }
    """,
    tfma.EvalConfig(),
)
'''
FIELDS = {
    "model_specs": 6, "label_key": 7, "metrics_specs": 9, "metrics": 10, "class_name": 10, "config": 10,
    "acme.extra": 11, "weight": 11, "other": 11, "slicing_specs": 13, "feature_keys": 13, "feature_values": 13,
    "key": 13, "value": 13,
}  # fmt: skip


def test_the_fields_of_a_text_in_protobufs_format_count_at_their_lines(folder: Path) -> None:
    assert places(keyed(folder, TFMA)) == {name: ("main.py", line) for name, line in FIELDS.items()}


def test_a_text_brings_no_symbol_of_its_own(folder: Path) -> None:
    symbols = {concept.symbol for concept in concepts_of(keyed(folder, TFMA)) if not concept.key}
    assert symbols == {"google.protobuf.text_format.Parse", "tfma.EvalConfig"}


SAME = {
    "yaml": ("yaml.safe_load", "a: 1\nb:\n  - c: x\n    d: {e: 2}\n"),
    "json": ("json.loads", '{"a": 1, "b": [{"c": "x",\n "d": {"e": 2}}]}'),
    "tomllib": ("tomllib.loads", "a = 1\n[[b]]\nc = 'x'\n[b.d]\ne = 2\n"),
    "tomli": ("tomli.loads", "a = 1\n[[b]]\nc = 'x'\n[b.d]\ne = 2\n"),
    "ruamel.yaml": ("ruamel.yaml.YAML().load", "a: 1\nb: [{c: x, d: {e: 2}}]"),
    "google.protobuf.text_format": ("google.protobuf.text_format.Merge", "a: 1 b { c: X d { e: 2 } }"),
    "pandera": ("pandera.DataFrameSchema.from_yaml", "a: 1\nb: [{c: x, d: {e: 2}}]"),
    "omegaconf": ("omegaconf.OmegaConf.create", "a: 1\nb: [{c: x, d: {e: 2}}]"),
}


@pytest.mark.parametrize("module", SAME)
def test_a_parsed_text_counts_what_the_same_dictionary_would(folder: Path, module: str) -> None:
    parser, text = SAME[module]
    parsed = f"import tool, {module}\ntool.run({parser}({text!r}))\n"
    handed = f"import tool, {module}\ntool.run({{'a': 1, 'b': [{{'c': 'x', 'd': {{'e': 2}}}}]}})\n"
    assert set(places(keyed(folder, parsed))) == set(places(keyed(folder, handed))) == set("abcde")


def test_sections_and_options_of_an_ini_text_count(folder: Path) -> None:
    text = "import configparser\np = configparser.ConfigParser()\np.read_string('''\n[model]\nAlpha = 1\n; no = 1\nbeta: 2\n''')\n"
    assert places(keyed(folder, text)) == {"model": ("main.py", 4), "Alpha": ("main.py", 5), "beta": ("main.py", 7)}


@pytest.mark.parametrize(
    "written",
    [
        "yaml.safe_load('a: 1\\nb: 2')",
        "yaml.safe_load('a: 1\\n' 'b: 2')",
        "yaml.safe_load(b'a: 1\\nb: 2')",
        "yaml.safe_load(stream='a: 1\\nb: 2')",
        "yaml.safe_load('a: 1' + '\\nb: 2')",
        "yaml.safe_load('a: 1\\nb: ' + str(x))",
        "yaml.safe_load(f'a: {x}\\nb: {x!r}\\n{x}: 3')",
        "yaml.safe_load('a: %s\\nb: %(x)d' % x)",
        "yaml.safe_load('{{a: {}, b: {x}}}'.format(x, x=1))",
        "yaml.safe_load('\\n'.join(['a: 1', f'b: {x}']))",
        "yaml.safe_load(textwrap.dedent('''\n    a: 1\n    b: 2\n'''))",
        "yaml.safe_load(inspect.cleandoc('''a: 1\n    b: 2\n'''))",
        "yaml.safe_load(io.StringIO('a: 1\\nb: 2'))",
        "yaml.safe_load('''a: 1\nb: 2'''.strip().encode())",
        "TEXT = 'a: 1\\nb: 2'\nyaml.safe_load(TEXT)",
        "yaml.safe_load(again := 'a: 1\\nb: 2')",
        "class C:\n    text = 'a: 1\\nb: 2'\nyaml.safe_load(C.text)",
        "def read(text):\n    return yaml.safe_load(text)\nread('a: 1\\nb: 2')",
        "def read(*, text='a: 1\\nb: 2'):\n    return yaml.safe_load(text)\nread()",
        "def text():\n    return 'a: 1\\nb: 2'\nyaml.safe_load(text())",
        "from yaml import safe_load as parse\nparse('a: 1\\nb: 2')",
    ],
)
def test_however_a_text_is_written_its_keys_are_the_same(folder: Path, written: str) -> None:
    usage = keyed(folder, f"import inspect, io, textwrap, yaml\nx = input()\n{written}\n")
    assert set(places(usage)) == {"a", "b"}


def test_a_text_in_a_module_of_ones_own_counts_where_it_stands(folder: Path) -> None:
    usage = keyed(
        folder,
        "import yaml\nfrom settings import TEXT\nyaml.safe_load(TEXT)\n",
        settings_py='x = 1\nTEXT = """\\\na: 1\nb: 2\n"""\n',
    )
    assert places(usage) == {"a": ("settings.py", 3), "b": ("settings.py", 4)}


@pytest.mark.parametrize(
    "text",
    [
        "import yaml\nif False:\n    yaml.safe_load('a: 1')\n",
        "import yaml\ndef never():\n    return yaml.safe_load('a: 1')\n",
        "import yaml\nyaml.safe_load(input())\n# evalkit: hand over\nyaml.safe_load('a: 1')\n",
        "import yaml\nyaml.safe_load(open('x'))\nprint('a: 1')\n",
        "import yaml\nyaml.safe_load('just words')\nyaml.safe_load('{[')\nyaml.safe_load('[a, 1: 2]')\n",
        "import lib\nlib.safe_load('a: 1')\n",
        "import yaml\nx = input()\nyaml.safe_load(x)\nx = yaml.safe_load(x)\n",
    ],
)
def test_what_is_dead_below_the_mark_or_no_configuration_counts_nothing(folder: Path, text: str) -> None:
    assert places(keyed(folder, text)) == {}


def test_a_text_counts_only_where_a_recorded_run_came_by(folder: Path) -> None:
    main = folder / "main.py"
    main.write_text("import yaml\nif input():\n    yaml.safe_load('a: 1')\nelse:\n    yaml.safe_load('b: 1')\n")
    one = Implementation("skew", "tool", "adapt", main, (main,))
    recorded = Usage(recorded=True, uses=(Use("yaml.safe_load", "call", "yaml", "main.py", 5, 5),))
    assert places(with_keys(recorded, one, lambda file: file.name)) == {"b": ("main.py", 5)}


def test_dictionaries_that_are_bound_to_a_name_count_in_a_recorded_run_too(folder: Path) -> None:
    main = folder / "main.py"
    main.write_text(
        "from lib import run as go, other\nsettings = {'a': 1}\nmore = dict(b=2)\nunused = {'no': 1}\n"
        "go(settings, other({'c': 3}), key=more)\n"
    )
    one = Implementation("skew", "tool", "adapt", main, (main,))
    uses = (Use("lib.run", "call", "lib", "main.py", 5, 5, ("key",)), Use("lib.other", "call", "lib", "main.py", 5, 5))
    found = with_keys(Usage(recorded=True, uses=uses), one, lambda file: file.name)
    assert [(use.symbol, use.config_keys) for use in found.uses] == [("lib.run", ("a", "b")), ("lib.other", ("c",))]


FILES = {
    "config_yaml": "a: 1\nb: {c: 2}\n",
    "config_json": '{"a": 1,\n"b": {"c": 2}}\n',
    "config_toml": "a = 1\n[b]\nc = 2\n",
    "config_pbtxt": "# c\na: 1\nb { c: 2 }\n",
    "config_textproto": "a: 1\nb { c: 2 }\n",
    "dvc_yaml": "a: 1\nb:\n  c: 2\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_configuration_in_a_file_beside_the_script_is_not_free(folder: Path, name: str) -> None:
    found = places(keyed(folder, "import lib\nlib.run('config')\n", **{name: FILES[name]}))
    assert set(found) == {"a", "b", "c"}
    assert {file for file, _ in found.values()} == {name.replace("_", ".")}


def test_files_without_keys_count_nothing(folder: Path) -> None:
    assert places(keyed(folder, "x = 1\n", data_csv="a,b\n1,2\n", bad_json="{")) == {}


def test_a_query_in_a_file_has_the_names_that_it_has_in_a_string(folder: Path) -> None:
    query = "select a, sum(b) from t -- where no\nwhere c > 1\ngroup by a"
    in_file = places(keyed(folder, "x = 1\n", query_sql=query))
    assert in_file == {
        "SELECT": ("query.sql", 1),
        "sum": ("query.sql", 1),
        "WHERE": ("query.sql", 2),
        "GROUP BY": ("query.sql", 3),
    }
    in_string = places(keyed(folder, f'import duckdb\nduckdb.sql("""{query}""")\n'))
    assert {name: line for name, (_, line) in in_string.items()} == {
        name: line + 1 for name, (_, line) in in_file.items()
    }


WORDS = st.text("abxz", min_size=1, max_size=5)
TREES = st.recursive(
    st.integers(0, 9) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


def keys_of(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys_of(each)}
    return {key for each in value for key in keys_of(each)} if isinstance(value, list) else set()


@given(st.dictionaries(WORDS, TREES, max_size=4))
def test_yaml_and_json_tell_the_same_keys_as_the_value_they_were_made_of(value: dict[str, object]) -> None:
    for language, text in (("JSON", json.dumps(value, indent=1)), ("YAML", yaml.safe_dump(value))):
        found = field_names(language, text)
        assert {key for key, _ in found} == keys_of(value)
        for key, line in found:
            assert key in text.split("\n")[line]


MESSAGES = st.recursive(
    st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | WORDS.map(str.upper) | st.text(max_size=8),
    lambda inner: st.lists(st.tuples(WORDS, inner), max_size=3),
    max_leaves=12,
)


def as_text(value: object, opening: str) -> str:
    if isinstance(value, list):
        closing = "}" if opening == "{" else ">"
        return (
            f" {opening} " + " # a: b\n".join(f"{name}{as_text(one, opening)}" for name, one in value) + f" {closing}"
        )
    is_enumerator = isinstance(value, str) and value.isidentifier() and value.isascii()
    return f": {json.dumps(value)}" if isinstance(value, str) and not is_enumerator else f": {value}"


def names_in(value: object) -> list[str]:
    return [each for name, one in value for each in (name, *names_in(one))] if isinstance(value, list) else []


@given(st.lists(st.tuples(WORDS, MESSAGES), max_size=4), st.sampled_from("{<"))
def test_the_text_format_tells_every_field_in_its_order_whatever_the_values_hold(
    fields: list[tuple[str, object]], opening: str
) -> None:
    text = "\n".join(f"{name}{as_text(value, opening)}" for name, value in fields)
    assert [name for name, _ in text_format_fields(text)] == names_in(fields)


@given(st.text(alphabet="ab:{}<>[]\"'#\n,;-. 1", max_size=30))
def test_whatever_breaks_the_text_format_is_stepped_over(text: str) -> None:
    assert all(0 <= line <= text.count("\n") for _, line in text_format_fields(text))


def test_what_a_mapping_translates_and_the_names_of_new_columns_are_data(folder: Path) -> None:
    text = "import altair as alt\nimport pandas as pd\nt = pd.read_csv('x')\nt['a'].map({'b': 1})\nalt.Chart(t).transform_calculate(c='datum.d')\n"
    assert not any(each.key or each.keyword for each in concepts_of(keyed(folder, text)))
