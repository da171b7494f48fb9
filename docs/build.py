"""Write the pages of metrics, probes and requirements from the code that they are about: `python docs/build.py`.

A test holds the files against what this makes, so that the pages cannot fall behind the code.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from evalkit.model import REQUIREMENTS, LevelRule
from evalkit.probes import METRICS, PROBES, RATING, Probe, probe_of, ratings, runs, serving
from evalkit.probes.dsls import measure

DOCS = Path(__file__).parent
CORPUS = DOCS.parent / "tests" / "probes" / "dsl_corpus"
HELD_OUT = CORPUS.with_name("dsl_held_out")
BLIND = CORPUS.with_name("dsl_blind")

_PREFACE = """\
`python docs/build.py` makes this page from the catalogue and the docstrings of evalkit/probes/; change it there. ↓ less is better, ↑ more
is better. A metric that rests on one author's implementation is a proxy for effort: read the code beside it. Each probe has a
page: how it looks, how valid it is, how it can be gamed, and what to do about a bad value.
"""

_ACCURACY = """\
# How well embedded languages are found

`python docs/build.py` makes this page. `evalkit probe dsl FOLDER --labelled` prints the figures of a folder; name one
of yours to get them for files that you labelled. A label is a kind and the line where a site begins. A counter-example
only looks like an embedded language.

The repository holds three sets of files. Authors of the detector wrote and labelled all of them, so the detector does worse on other
people's code: [its figures there](#other-peoples-programs) are what to expect.

## Files that the detector was improved on

`tests/probes/dsl_corpus`. Where the detector missed a site or saw one too many, we changed it. The first figures, before that, were
a recall of .96 and a precision of .92 on the first half, 1.00 and .98 on the second, and .98 and .98 on the programs in
`people/`, which were written the way people write programs, not to show one language each.
"""

_HELD_OUT = """
## Programs that it was not improved on

`tests/probes/dsl_held_out`. We labelled these programs before the detector saw them, and have not changed the detector for
them since. What it misses or gets wrong here is listed, and stays. At first the recall was .99: the detector missed one place, which it
has found since a change for other programs. Three shorter programs (`loan_rules`, `forecast_ops`, `survey_flow`) came last, after all the
changes below: at first the detector found 53 of 53 sites and nothing wrong, once we had corrected six labels that named the line before.
"""

_BLIND = """
## Programs with libraries that it had not met

`tests/probes/dsl_blind`. Twenty-seven programs and the folder `pond`, most of them with libraries or parts of them that neither of the
other sets has, labelled before the detector saw them. The first figures of ten, before any change, were a recall of .88 and a precision
of .98. Then we mended kinds of fault: signatures of Celery, templates handed to any library, einsum and cron, DynamoDB's expressions, and
names of four libraries that it lacked. The first figures of the other four (`fleet_lake`, `robot_arm`, `museum_site`, `click_sessions`),
which were written after that, were a recall of .88 (92 of 104 sites) and a precision of .98; the detector lacked names of libraries, of
Flask's extensions and of solvers, columns that a function of Spark's gives, and conditions of Delta's tables. Three labels of the last
one were corrected before that, by the rules of the other sets.

The first figures of the last thirteen (`metaflow_churn`, `ray_images`, `snowpark_returns`, `dagster_energy`, `beam_payments`,
`tfx_penguins`, `kfp_forecast`, `prefect_catalog`, `airflow_wind`, `support_graph`, `kedro_trees`, `jax_options`, `spark_rides`) and of
`pond` were a recall of .89 (336 of 376 sites) and a precision of .94 by their labels. They were .91 (345 of 380) and .96 by the rules of
the other sets, by which some steps of Kedro's, queries of Ibis's and selections of JAX's count in another way than their labels say. For
symbolic sites they were .87 and .90. Then we mended kinds of fault: classes that a framework decorates, what a table of Ibis gives where
nobody says what it is, objects that a traced function calls, decorators that another function makes or that are attributes of a decorated
one, sessions of Spark that some other function made, annotations that hold expressions, one call that was two sites, and names of some
libraries. So the figures here are of programs that it was improved on; for other programs, expect the first ones.
"""

_OTHERS = """
## Other people's programs

1002 Python files of more than 520 public repositories, of any age and by whoever wrote them, most of them chosen by chance among the short ones that
import a library of data work. One of the detector's authors labelled each, by the rules above, before the detector read it. The files
are not ours to hand on, so the repository holds none of them. They came in twenty sets; after each but the twelfth, kinds of fault were mended,
and programs of our own show those kinds: `clinic_api`, `wind_graph`, `nightly_flows`, `harbour_spark`, `cutting_plan`, `lake_loads`,
`price_spider`, `shore_graph`, `shore_layers`, `ferry_tables`, `harbour_admin`, `told_by_use`, and short cases among the tests.

The first figures are those of the detector as it was before the first of the sets, from set 6 on as it was before set 6, from set 13
on as it was before set 13, and of sets 19 and 20 those of version 9. The second are those at first sight, by the detector that the sets before had led to; sets 13 and 14 were both
labelled before it read either. The last ones are of files that it was improved on, and say no more than that.

| set | files | sites | before | at first sight | since |
|---|---|---|---|---|---|
| 1 | 86 | 468 | .878, .979 | .878, .979 | .983, 1.000 |
| 2 | 64 | 228 | .675, .945 | .864, .961 | .987, 1.000 |
| 3 | 49 | 130 | .738, .914 | .792, .954 | .962, .992 |
| 4 | 49 | 98 | .694, .958 | .786, .895 | .959, 1.000 |
| 5 | 82 | 114 | .719, .882 | .868, .961 | .956, .965 |
| 6 | 82 | 165 | .879, 1.000 | .879, 1.000 | .958, 1.000 |
| 7 | 29 | 42 | .929, 1.000 | .952, 1.000 | .952, 1.000 |
| 8 | 65 | 191 | .864, .932 | .864, .932 | .984, .984 |
| 9 | 41 | 102 | .775, .940 | .824, .955 | .980, 1.000 |
| 10 | 36 | 118 | .602, 1.000 | .847, .990 | .975, 1.000 |
| 11 | 35 | 105 | .648, .971 | .838, .978 | .933, 1.000 |
| 12 | 36 | 49 | .939, .979 | 1.000, .980 | not improved on |
| 13 | 51 | 185 | .897, .988 | .897, .988 | 1.000, 1.000 |
| 14 | 54 | 191 | .864, .959 | .864, .959 | .953, 1.000 |
| 15 | 32 | 117 | .991, .951 | .991, .951 | 1.000, 1.000 |
| 16 | 40 | 80 | .975, .975 | .975, .975 | .988, .988 |
| 17 | 59 | 164 | .963, .981 | .963, .981 | 1.000, 1.000 |
| 18 | 59 | 295 | .969, .993 | .973, .993 | .990, 1.000 |
| 19 | 44 | 250 | .948, .988 | .944, .979 | 1.000, 1.000 |
| 20 | 9 | 42 | 1.000, .977 | 1.000, .977 | 1.000, 1.000 |

Each pair is recall and precision. **Expect a recall of about .94 and a precision of about .98 on a program that nobody looked at**: that is
what sets 13 to 20, those that the last three versions read first, gave at first sight (1248 of 1324 sites, 1276 found). Sets 17, 18 and 20 reach
the aim of .95 each, and set 19 does not: it misses eleven of its fourteen sites in two files, one with seven tasks of Celery's that something stands in for, one with
four steps that a pipeline of ZenML's is given. All sets from 2 on give .90 and .97 (2395 of 2666 sites, 2469 found), since the early ones met a detector that knew
less. A set says little alone: at first sight their recalls run from .79 to 1.00, since one file with many sites of one kind moves a whole set.
In sets 17 and 18 two files in five hold no site. Sets 6
and 7 were chosen among files that import any such library, NumPy and pandas too; sets 8 to 16 only among files that import one with a
language in it. Sets 13 to 16 have one to three files of each of some seventy repositories; set 16 has many examples that libraries bring
along. Sets 17 and 18 have one or two files of each of eighty repositories of ordinary people, which were looked up by what they are called
(flows, pipelines, competitions, recommenders, services) and chosen by chance; nobody kept a list by which to tell whether one of them
occurred in an earlier set. The files of sets 19 and 20 were chosen by hand for their libraries (Airflow, Dagster, Prefect, Spark, Polars, Beam, Kubeflow, Flink, Feast,
pandera, JAX, SQLAlchemy, LangGraph, Kedro, ZenML, Metaflow and others), one or two of each repository, so that they are no sample; they are the first that were read in clones of
their repositories, with the modules beside them. Eight of these 53 files hold no site. One file of each of sets 17 and 18 was left out, since its syntax is newer than Python 3.11. Symbolic expressions are the hardest kind: at first sight the detector found .72 to .89 of them in sets 6 to 11, and .87 to .99 in
sets 13 to 16 (294 of 323, 308 found).

What it missed then and finds now: queries of tables whose classes stand in another module, steps and tasks that are imported, graphs of
TensorFlow 1 and layers of Keras that other modules make, tables that are parameters, functions that models are compiled with, losses, sets
and numbers of models to be solved, commands of databases, conditions in SQL that a library calls by a name of its own, selectors of pages,
scripts for a browser, templates for operators of somebody's own, for tasks, or deep in what one is given, decorators of frameworks that come
after another one, variables of solvers' models that another class holds, what an annotation alone says of what a function of another module
gives, parts of Keras's models that are asked for by their names, messages of Google's clients, and names of libraries. What is done with a
value tells since then that it is a table (a condition over its own columns), a dataset, a tensor (a layer that is made there is called
with it) or an end of a model, whichever module made it; methods and parts of functions that a dataset maps are followed, statements are read
whose end another text brings. It takes no longer for placeholders what a comprehension filters by, tensors that are computed at once beside
a session, numbers that are asked of a solved model, layers that call themselves in ordinary code, and declared fields of tables; and a query
that goes on in another text is one site. Since set 18 a file is read with the modules of its project: what it imports from them is the table, the text, the task or
the decorator that it is there. SQL counts however its parts are joined, and a sentence that is joined does not; columns that are joined with texts are columns; a loop
adds what it adds once; decorators count where something stands in for them on another way, and where a function of one's own hands on to them; steps that a pipeline is
given, schemas of Avro's and columns by the names of their classes are found, and options of loaders, keys of dictionaries and what a query's session executes are none. What it still misses: calls of Prefect's tasks that gave futures in its first versions of 2022, tables of Ibis's that a connection of
Streamlit's has, graphs that another module builds whole and that no layer is called with, own functions that give several placeholders at
once, messages that a library's client holds, task groups of other modules, texts in SQL that a loop gathers in a dictionary, paths of graphs,
and rows that are objects of their classes.

Some labels were corrected afterwards, each by the rules of the other sets: two of set 3, eight of set 6 (two calls were two sites, and six
calls of own functions were none), three of set 8, two numbers of lines in set 10, seven in sets 13, 14 and 16, one call in set 14 that
no label named, and in sets 17 and 18 one number of a line and two places that had been passed over. By the first labels the recall was .838 on set 6, .862 on set 8, .831 on set 10, .886 on set 13, .847 on set 14, .963 on set
16, .957 on set 17 and the same on the others.
"""

_BY_HAND = """
## Concepts, counted by hand

`tests/probes/usage/by_hand`. Eighteen programs, modules, tests and a notebook in which a person counted the concepts by the
definition, without a run: each with its list of symbols, keywords and keys. The lists know nothing of what the probe can tell,
but for one thing: a method counts once by its name, whichever classes of other people's libraries have it.

| program | by hand | read at first | read since |
|---|---|---|---|
| `taxi_eda` | 109 | 104 | 109 |
| `churn_train` | 86 | 77 | 85 |
| `tracked_runs` | 103 | 99 | 103 |
| `sales_lake` | 89 | 89 | 89 |
| `weather_flow` | 105 | 103 | 105 |
| `leaf_net` | 108 | 108, four missed and four too many | 108 |
| `price_scraper` | 75 | 78 | 75 |
| `pendulum_sim` | 88 | 86 | 89 |
| `sentiment_tune` | 111 | 116 | 111 |
| `fleet_service` | 107 | 109 | 107 |
| `frame_checks` | 48 | 48 | 48 |
| `order_nodes` | 70 | 70 | 70 |
| `store_steps` | 71 | 74 | 71 |
| `export_invoices` | 85 | 90 | 85 |
| `bike_weather` | 119 | 118 | 119 |
| `penguin_charts` | 55 | 56, eight missed and nine too many | 55 |
| `claims_api` | 43 | 51, nine missed and seventeen too many | 43 |
| `night_batch` | 46 | 43, five missed and two too many | 46 |

At first the probe read each of the first fifteen with code that we had improved only on the programs before it. One version read
the first six, and one the last five of these. On the first ten it was 3.4 % off on average, and two of the ten were equal. On the
last five it was 2.2 % off, and two of the five were equal. The three programs at the end show kinds of fault that we met
elsewhere, so that their second column says nothing of other programs. In between we mended kinds of fault: operators on values
that are no numbers, dictionaries within dictionaries, the types of a command's options, what a decorator makes of a function,
data that is logged, fields of configurations and of own classes, keywords that an own class hands on to its base, and objects
that are called; parameters of queries, bodies that are sent, names in templates, objects that a library hands back one by one,
and classes of own modules. Two lists were corrected afterwards: one had taken `info` of a logger and of a run for one, the other
`get` of the environment for a concept, which is a method of every mapping.

What to expect of other programs, files of other people say: 445 public ones of 25 to 235 lines, in thirty-one sets. They are scripts that
clean data, train, plot, scrape or move data, services, flows, command lines, dashboards, tests and notebooks exported as scripts.
We chose them by length among what searches for names of libraries gave, left comments out, shortened six where they repeat
themselves, added one import that was forgotten, and counted each set before the probe read it. Sets 1 to 8 are files by themselves:
where one imports own modules that the search did not give, a few lines stand for them.

| set | files | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|
| 1 | 14 | 3 | 13.1 % | 13 | 0.3 % |
| 2 | 8 | 7 | 0.7 % | 8 | 0.0 % |
| 3 | 9 | 8 | 0.8 % | 8 | 0.5 % |
| 4 | 9 | 5 | 4.5 % | 8 | 0.5 % |
| 5 | 10 | 6 | 1.7 % | 8 | 1.2 % |
| 6 | 9 | 7 | 0.8 % | 7 | 0.8 % |
| 7 | 37 | 22 | 6.0 % | 33 | 1.4 % |
| 8 | 11 | 8 | 29.0 % | 11 | 0.0 % |

The files of sets 9 to 14 were read where they stand, in clones of 88 repositories of ordinary people, one or two files of each. We
looked repositories up by what they are called (scrapers, pipelines, networks, services, dashboards, flows), and took files of 25 to 130
lines of code by chance, but for six that we took for their kind. Version 8 of the probe read set 9 first, and version 9, as it was then, each of the others.

| set | files | equal by version 8 | off by version 8 | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|---|---|
| 9 | 22 | 8 | 26.3 % | 8 | 26.3 % | 19 | 3.2 % |
| 10 | 17 | 3 | 60.2 % | 12 | 12.1 % | 15 | 1.0 % |
| 11 | 17 | 6 | 35.8 % | 10 | 5.1 % | 16 | 1.2 % |
| 12 | 14 | 6 | 33.2 % | 9 | 2.1 % | 12 | 1.0 % |
| 13 | 12 | 3 | 172.4 % | 6 | 3.6 % | 12 | 0.0 % |
| 14 | 10 | 5 | 22.1 % | 8 | 4.2 % | 8 | 0.9 % |

Sets 15 to 19 are files of 60 to 200 lines of work with data and models, one of each of 75 other repositories, read in clones of these as well: training,
flows, services, checks and tests with pandas, scikit-learn, MLflow, Prefect, Airflow, Dagster, Metaflow, TFX, Spark, Ray, DuckDB, Polars, FastAPI, boto3
and others. We looked repositories up by names of tools and took the file by chance. Version 9 of the probe read set 15 first; version 10, as it was then, each
of the others.

| set | files | equal by version 9 | off by version 9 | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|---|---|
| 15 | 15 | 5 | 11.4 % | 5 | 11.4 % | 10 | 2.8 % |
| 16 | 15 | 5 | 16.3 % | 6 | 9.0 % | 15 | 0.0 % |
| 17 | 15 | 8 | 7.6 % | 9 | 5.9 % | 13 | 0.9 % |
| 18 | 15 | 10 | 4.2 % | 13 | 3.0 % | 14 | 0.3 % |
| 19 | 15 | 8 | 8.2 % | 10 | 2.8 % | 12 | 1.1 % |

Sets 20 and 21 are files of 51 to 205 lines of 30 more repositories, looked up by what their authors call them: churn, prices of houses, pipelines of data, services
of models, dashboards, forecasts, moods of texts. A third are scripts that use two or three libraries plainly. Each file was chosen by hand, of up to three of its repository that chance gave, so they are no sample. Version 11, as it was then, read both first: it had the kinds
that were left after set 19, and for set 21 those of set 20. Nobody corrected a list.

| set | files | equal by version 10 | off by version 10 | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|---|---|
| 20 | 15 | 9 | 2.7 % | 9 | 2.4 % | 12 | 0.8 % |
| 21 | 15 | 6 | 6.5 % | 6 | 6.5 % | 15 | 0.0 % |

Sets 22 to 26 are files of 43 to 199 lines of 63 more repositories, looked up by what they are about (tracking, checks of tables, air, energy, delays, tuning, flows,
loaders of tables, services, plots) and by names of libraries. Each was chosen by hand for its kind, so they are no sample either. Version 11 read set 22 first; version 12, as it was
then, each of the others, with the kinds that the sets before had shown. One more file of set 22 was left out, since its syntax is newer than Python 3.11: without `--python` it is
refused. Set 23 was read at first without the mark of a repository (`.git`) around its files, which cost one of them; by version 11 it was read with it. One list of set 24 lacks a keyword, which stands in all columns.

| set | files | equal by version 11 | off by version 11 | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|---|---|
| 22 | 14 | 9 | 2.1 % | 9 | 2.1 % | 14 | 0.0 % |
| 23 | 15 | 11 | 2.1 % | 10 | 2.5 % | 15 | 0.0 % |
| 24 | 14 | 9 | 7.4 % | 10 | 5.1 % | 13 | 0.3 % |
| 25 | 12 | 8 | 6.8 % | 8 | 6.3 % | 12 | 0.0 % |
| 26 | 8 | 6 | 1.0 % | 6 | 1.0 % | 8 | 0.0 % |

Taken out of their repositories and read each alone in an empty folder, where what they import of their own project is missing, 26 of these 63 files are equal by version 11 and 49 by version
12, 12.8 % and 4.4 % off on average. Version 12 was improved on these files, so that says less of others than the columns at first sight.

Sets 27 to 31 are files of 47 to 235 lines, four notebooks among them, of 72 more repositories, looked up by names of tools (Prefect, Dagster, Airflow, Metaflow, Kedro, MLflow, Weights & Biases,
BentoML, Gradio, Streamlit, Flask, FastAPI, SageMaker, boto3, Polars, DuckDB, pandera, Great Expectations). We chose them by hand for their kind from a few that chance gave; chance then
divided the first 45 among sets 27 to 29. Version 12 read set 27 first; version 13, as it was then, each of the others. One more file of set 31 was left out for its syntax. One list of set 30
had taken a method that nothing names for dead, against what the probe is documented to do; that is corrected in all columns (ten files equal and 6.2 % off by the first list). One file of set 31 was equal by two faults that made up
for each other.

| set | files | equal by version 12 | off by version 12 | equal at first | off at first | equal since | off since |
|---|---|---|---|---|---|---|---|
| 27 | 15 | 11 | 6.9 % | 11 | 6.9 % | 15 | 0.0 % |
| 28 | 15 | 14 | 0.3 % | 14 | 0.3 % | 15 | 0.0 % |
| 29 | 15 | 12 | 1.7 % | 13 | 0.9 % | 15 | 0.0 % |
| 30 | 18 | 11 | 5.3 % | 11 | 5.3 % | 17 | 3.1 % |
| 31 | 15 | 12 | 5.4 % | 12 | 4.9 % | 13 | 2.7 % |

**Expect seven files in ten to be read exactly, and all of them to be about 4 % off on average**: that is what sets 18 to 31 gave at first sight (142 of 201 files
equal, 3.6 % off), the only ones that met most of what version 10 has. Sets 27 to 31 alone gave 61 of 78 and 3.7 %, sets 22 to 26 43 of 63 and 3.5 %. Only sets 18, 28, 29 and 31 have eight equal files in ten.
Sets 21, 24, 25, 27 and 30 are more than
5 % off, most because of few files each with many keys, or few concepts: a grid of parameters that an own module tries, a row that is inserted, what a step of a flow kept, JavaScript in a page. Without one file each, sets 24 and 25
are 0.9 % and 0.6 % off. What was mended between sets seldom came up in the next: version 12 was at first hardly better on sets 23 to 26 than version 11, and version 13 on sets 28 to 31 than version 12, for
each file brings kinds of its own. Sets 10 to 14 gave version 9 two files in three (45 of 70 equal, 5.8 % off), sets 15 to 19 gave it 36 of 75 and 9.5 %: these files are longer, with a median of 24
concepts. Version 8 took own packages that a file imports from its repository for libraries. Had it been given these beside each file, 37 of the 70 would have
been equal, and 11 % off on average.

"Off" is the difference of the two totals, on average over the files. The files stay with their authors; this repository has none of
them. After each set we mended the kinds of fault that it showed, so that the next set was read by a better version. Of sets 2 to 8,
93 files, 63 are equal at first. Sets 2 to 6 are 1.7 % off on average, set 7 is 6.0 %, and set 8 is 29 % because of one
file: 24 columns with their types counted, where 8 concepts are. Without it set 8 is 1.8 % off. Most files are small, with a median of 25
concepts in the first sets and of 20 in sets 9 to 14, so that one concept weighs much. Sets 7 and 8 are files of sets 17 and 18 above. Lists of
set 7 were corrected where they left out imports that nobody uses, or took the body of a request for a concept, against the rules of
the sets before; one of set 8 lacked what a logger and a model of data have. One list was corrected: it had taken for concepts what a view of memory and a file in
memory have, which are Python's own types. Of set 1, one file imported an own module whole, and was read as twice what it is. Five lists of sets 9 to 11
were corrected by the rules of the sets before, which is in no column but the last two: they lacked `getvalue` of a file in memory, `keys` of a
configuration, `in` on the columns of a table and a second class that has `isoformat`, or took what is written as JSON for a configuration. By
the corrected lists set 10 has 11 files equal at first, and the other sets as many as before. Three lists of sets 17 and 19 were corrected by the written rules,
which is in all columns: one had counted a function that nothing names, one had left out a keyword, one `name` and `value` of an enumeration, which are Python's
library's as `parent` of a path is. All three went the probe's way. By the first lists sets 17 and 19 have eight files equal at first each, and are 8.6 % and 3.7 % off.

The kinds that we mended: what is imported whole from an own module; what an own module got from a library; names behind `**`, and
parts of dictionaries that are handed on; objects that modules and classes have; columns as attributes that only other classes of
pandas have; masks, sums of columns, items of arrays, and what NumPy sums up; methods of texts and of files; other methods of an
object that no type of Python's could be, and what is set on it; what was sent as JSON, parameters of queries, answers as JSON, and
fields of loggers; packages of one's own, with modules in them and without an `__init__.py`; what is logged, counted, measured or gone
through; rows that a pipeline begins with, columns that rows are looked up by, types of columns in SQL, labels of counters, fields that are
set on rows, and what every function has. Since set 9: modules of the project that a file stands in, names that come from a whole own
module, objects whose classes stand beside a file, and configurations that somebody hands over; modules that are called like libraries; main blocks that do nothing; keywords that
tell whose a method is; tables by what is done with them, and what their methods give; rows of data sets, of queries and of `apply`; dictionaries that
objects have and functions give; what doubles are asked for; files that a library opens; what is shifted for nothing; parameters of own
tasks; dictionaries that grow later; notes, messages, documents, and columns that keywords name. Since set 15: methods that are told something, of what a library
hands to a callback, and all of what a column hands to a function; doubles that a patch hands over, and what they give; first parameters of static methods; what
`super()` asks of a library's base, and its keywords; parameters of own classes and tasks that a library hands on; methods of a base that another own class has, too;
keys that a dictionary is given item by item, and keys that stand in another file; copies, what was pickled, keys of groups, answers of boto3; methods of dictionaries
and lists on what a library's object has; what `isinstance` says; columns of schemas, metadata of results, parameters of deployments; aliases in SQL, and what only DuckDB has;
sums of columns with a text between, and columns as attributes; functions of tests beside a call. Since set 20: pieces of SQL, however they are joined, and holes in it; attributes of what is handed to something that says that it calls back; unknown objects
that are asked for what no own class has, and what a method asks what it holds for; `append` on what an object has many of; names and settings of one's own in the
configuration of a run, in a schema, in a template and in a score; what a session keeps; attributes of tables by another name; what functions are declared to give;
dictionaries that own objects hold; answers to one question; modules of Python's own that an own module hands on. Since set 22: what notebooks and shells bind; dictionaries that
loops get of a loader, that are asked for a key with a default elsewhere, or that objects are known to have; how a table is reached; values of secrets; bodies of answers; modules that
are called as people call their own and are not there, and those of the folder that a file imports from by its name; dictionaries of a list that are told one by one; names of what
operations take and give; what models are tuned by in another own module; a library's function that comes out of an own module under another name; rows that are inserted, tags, and what
is measured; keys that are called like a keyword of the same call; what a statement does with a row that is there already. Since set 27: dates of Python's own beside what a library gave; what
`log_...` is told, and what a step of a flow kept; names of Polars' columns; functions that `sorted`, `max`, `map` and the like call; names that are asked for what no value of Python's has; types in annotations, and those that
names are declared with; parts of what a decorated function is handed; keys that own functions read or take; keywords that an own function hands on; instances that a base's method makes;
columns that a check is handed; objects of classes in other folders, where their methods take what they are told; folders that are called like a module of Python's.

What is still off: conditions of SQL in strings that nothing says are SQL, options of a COPY, `in` on a library's object that is no table, operators on what an own
module gives in parts, sums of what may be a table or a column, objects of own classes that another module of the project makes and nothing names or tells by keyword, JavaScript in pages,
configurations that an own class of another module keeps, what loaders of modules have, own packages with a name of their own that a file was taken out of, and what a class of such a package inherits.
"""

_REQUIREMENTS = """\
# Requirements

`python docs/build.py` makes this page from evalkit/model/requirement.py; change it there. A profile of a rubric names the
requirements that it insists on: `requires: [works-offline, python-3.11]`. One observation answers each.

A requirement of the tool rules the tool out everywhere. A requirement that evalkit reads in a task, at level `adapt`, rules the
tool out in that task, and so in the stacks that use it there. A requirement that was not measured rules nobody out; the report
says that nobody knows.
"""

_TAKEN = {
    LevelRule.ONE_LEVEL: "from one level, `adapt` unless the rubric says another",
    LevelRule.ALL_LEVELS: "from all levels; one that the tool does not reach counts 0",
    LevelRule.TOGETHER: "from all levels at once; rungs that the tool does not reach count 0 points",
    LevelRule.TASK: "from the tool in a task, whatever its levels came out as",
    LevelRule.TOOL: "from the adapter, whatever the task",
    LevelRule.STACK: "from all tools of a stack; shown beside its points, not scored",
}


class Page(NamedTuple):
    """A page about metrics: what observes them, the module whose docstring tells how, and what evalkit is asked."""

    name: str
    module: ModuleType
    asked: str

    @property
    def docstring(self) -> str:
        """What the module says of itself."""
        return inspect.getdoc(self.module) or ""

    @property
    def title(self) -> str:
        """Its first line."""
        return self.docstring.partition("\n")[0].rstrip(".")

    @property
    def text(self) -> str:
        """The whole page, as Markdown."""
        _, _, rest = self.docstring.partition("\n")
        return f"# {self.title}\n\n{rest.strip()}\n\n{self.asked}\n\n{self.table}\n"

    @property
    def table(self) -> str:
        """Its metrics with their definitions, as a Markdown table."""
        rows = ["| metric | unit | taken | definition |", "|---|---|---|---|"]
        rows += [
            f"| `{metric.name}` {metric.direction.arrow} | {metric.unit} | {_TAKEN[metric.rule]} | {metric.definition} |"
            for metric in (*METRICS.values(), RATING)
            if probe_of(metric.name) == self.name
        ]
        return "\n".join(rows)


def pages() -> dict[str, str]:
    """Every page by its name within docs/, as Markdown."""
    about_metrics = [
        Page(
            runs.FAMILY,
            runs,
            f"Taken from samples, version {runs.VERSION}; to take them alone: `--probes {runs.FAMILY}`.",
        ),
        Page(
            serving.FAMILY,
            serving,
            f"Taken from samples of services, version {runs.VERSION}; to take them alone: `--probes {runs.FAMILY}`.",
        ),
        *(_page_of(probe) for probe in PROBES.values()),
        Page(
            ratings.FAMILY, ratings, f"Recorded of a task in a tool; to record them alone: `--probes {ratings.FAMILY}`."
        ),
    ]
    parts = ["# Metrics\n", _PREFACE]
    parts += [f"## [{page.title}](probes/{page.name}.md)\n\n{page.table}\n" for page in about_metrics]
    written = {
        "metrics.md": "\n".join(parts),
        "dsl-accuracy.md": _accuracy_page(),
        "requirements.md": _requirements_page(),
    }
    return {**written, **{f"probes/{page.name}.md": page.text for page in about_metrics}}


def _requirements_page() -> str:
    rows = ["| requirement | what has to be so | answered by | read |", "|---|---|---|---|"]
    for name, one in REQUIREMENTS.items():
        metric = METRICS[one.metric]
        unit = "" if metric.unit == "share" else f" {metric.unit}"
        answer = f"[`{metric.name}`](probes/{probe_of(metric.name)}.md) {one.comparison} {one.value:g}{unit}"
        read = "of the tool" if metric.rule is LevelRule.TOOL else "in each task"
        rows.append(f"| `{name}` | {one.definition} | {answer} | {read} |")
    return f"{_REQUIREMENTS}\n" + "\n".join(rows) + "\n"


def _accuracy_page() -> str:
    tuned, held_out, blind = (f"\n```text\n{measure(folder).to_text()}\n```\n" for folder in (CORPUS, HELD_OUT, BLIND))
    return _ACCURACY + tuned + _HELD_OUT + held_out + _BLIND + blind + _OTHERS + _BY_HAND


def _page_of(probe: Probe) -> Page:
    asked = f"`--probes {probe.asked_as}`" + (f", or `evalkit probe {probe.asked_as} PATH`" if probe.static else "")
    about = f"Asked about {probe.scope.value}, version {probe.version}; to run it alone: {asked}."
    return Page(probe.name, sys.modules[probe.observe.__module__], about)


if __name__ == "__main__":
    for name, text in pages().items():
        page = DOCS / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, encoding="utf-8")
