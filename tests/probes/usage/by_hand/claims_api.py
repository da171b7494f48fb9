"""Takes claims in, and says what became of them."""
import io
import os

import structlog
from flask import Flask, jsonify, request, send_file, session
from sqlalchemy import select, text

from shapes import *
from store import Base, Claim, connection, engine

log = structlog.get_logger()
app = Flask(__name__)
app.secret_key = os.environ["SECRET"]
LIMITS = {"search": {"pool_size": 5, "pool_timeout": 3}, "write": {"pool_size": 1}}


@app.before_request
def remember():
    session["seen"] = request.path


@app.post("/claims")
def take():
    told = request.get_json()
    shape = shape_of(told.get("photo"), longest=800)
    claim = Claim(number=told["number"], amount=told["amount"])
    with connection() as open_one:
        open_one.add(claim)
        open_one.commit()
    log.info("taken", number=claim.number, amount=claim.amount)
    return jsonify({"number": claim.number, "shape": shape}), 201


@app.get("/claims")
def find():
    month = request.args.get("month", type=str)
    words = request.headers.get("X-Words").replace("+", " ").split(",")
    query = select(Claim).where(Claim.month == month).order_by(Claim.amount.desc())
    with connection() as open_one:
        found = open_one.scalars(query).all()
        totals = open_one.execute(
            text("SELECT month, sum(amount) FROM claims WHERE month = :month GROUP BY month"), {"month": month}
        ).fetchall()
    log.bind(month=month).debug("found", many=len(found))
    return jsonify({"claims": [one.number for one in found], "totals": [row.month for row in totals], "words": words})


@app.get("/claims/<number>/letter")
def letter(number):
    written = io.BytesIO()
    written.write(number.encode())
    written.seek(0)
    return send_file(written, mimetype="text/plain", as_attachment=True)


if __name__ == "__main__":
    Base.metadata.create_all(engine(**LIMITS["search"]))
    app.run(port=8080)
