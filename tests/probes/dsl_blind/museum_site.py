# The museum's site: objects and loans in MariaDB, texts in a triple store, mails in a queue.
import datetime as dt
import os
import re

from flask import Flask, abort, jsonify, render_template_string, request
from flask_login import LoginManager, login_required
from flask_sqlalchemy import SQLAlchemy
from lxml import etree, html
from pymongo import MongoClient
from rdflib import Graph, Literal, Namespace
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from redis import Redis
from rq import Queue
from rq.decorators import job
from sqlalchemy import CheckConstraint, Index, func, or_, select, text
from sqlalchemy.orm import aliased, joinedload

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE"]
db = SQLAlchemy(app)
login = LoginManager(app)
redis = Redis()
mails = Queue("mails", connection=redis)
CRM = Namespace("http://www.cidoc-crm.org/cidoc-crm/")
PAGE = """
<h1>{{ title }}</h1>
{% for object in objects %}
  <li>{{ object.name|title }} ({{ object.year or "unknown" }})</li>
{% endfor %}
"""


class Thing(db.Model):
    __tablename__ = "things"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(200), nullable=False)
    year = db.Column(db.Integer)
    weight = db.Column(db.Float)
    loans = db.relationship("Loan", back_populates="thing", lazy="dynamic")
    __table_args__ = (CheckConstraint("weight > 0", name="has_weight"), Index("by_year", "year"))

    def is_old(self):
        return self.year is not None and self.year < 1900


class Loan(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    thing_id = db.Column(db.ForeignKey("things.id"))
    borrower = db.Column(db.String(80))
    until = db.Column(db.Date)
    thing = db.relationship("Thing", back_populates="loans")


@app.route("/things")
def things():
    words = request.args.get("q", "")
    query = Thing.query.filter(or_(Thing.name.ilike(f"%{words}%"), Thing.year == 0))
    if "before" in request.args:
        query = query.filter(Thing.year < int(request.args["before"]))
    found = query.order_by(Thing.year.desc()).limit(50).all()
    return render_template_string(PAGE, title="Things", objects=found)


@app.get("/loans/late")
@login_required
def late():
    other = aliased(Loan)
    statement = (
        select(Loan.borrower, func.count(Loan.id).label("loans"), func.max(Loan.until))
        .join(Thing, Thing.id == Loan.thing_id)
        .where(Loan.until < dt.date.today(), ~Thing.name.like("copy of %"))
        .group_by(Loan.borrower)
        .having(func.count(Loan.id) > 1)
        .order_by(text("loans desc"))
    )
    rows = db.session.execute(statement).all()
    total = sum(row.loans for row in rows)
    if total > 100:
        remind.delay([row.borrower for row in rows])
    return jsonify([row._asdict() for row in rows])


@app.errorhandler(404)
def missing(error):
    return {"error": str(error)}, 404


@login.user_loader
def load_user(number):
    return db.session.get(Loan, number)


@job("mails", connection=redis, timeout=60)
def remind(names):
    for name in names:
        print(f"Please return what you borrowed, {name}; select a day from the calendar")


@app.cli.command("vacuum")
def vacuum():
    with db.engine.begin() as connection:
        connection.execute(text("OPTIMIZE TABLE things"))
        connection.exec_driver_sql("DELETE FROM loan WHERE until < NOW() - INTERVAL 10 YEAR")
        connection.execute(db.update(Thing).where(Thing.weight == 0).values(weight=None))


def about(number):
    graph = Graph(SPARQLStore(os.environ["TRIPLES"]))
    graph.bind("crm", CRM)
    rows = graph.query(
        """
        SELECT ?text WHERE {
            ?thing crm:P1_is_identified_by ?name ; crm:P3_has_note ?text .
            FILTER (lang(?text) = "en")
        } LIMIT 5
        """,
        initBindings={"name": Literal(number)},
    )
    return [str(row.text) for row in rows]


def from_xml(path):
    tree = etree.parse(path)
    names = tree.xpath("//lido:title/lido:appellationValue/text()", namespaces={"lido": "http://www.lido-schema.org"})
    for node in tree.getroot().iterfind(".//measurement"):
        yield node.findtext("value"), names[0]
    sheet = etree.XSLT(etree.parse("short.xsl"))
    print(str(sheet(tree)))


def scraped(page):
    document = html.fromstring(page)
    links = document.cssselect("ul.objects > li a[href]")
    return [re.sub(r"\s+", " ", link.text_content()) for link in links if link.get("href", "").startswith("/")]


def visits(days=30):
    store = MongoClient()["site"]["visits"]
    since = dt.datetime.now() - dt.timedelta(days=days)
    return list(store.find({"at": {"$gte": since}}, {"_id": 0}).sort("at", -1))


if __name__ == "__main__":
    app.run(debug=True)
