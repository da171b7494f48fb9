"""Appointments of a clinic, for its website: the tables, the blueprint and the session live in other modules."""

from datetime import date

from flask import jsonify, request

from clinic import celery, db
from clinic.auth import auth, only_for
from clinic.models import Doctor, Patient, Visit
from clinic.site import site


@site.route("/visits")
@auth.login_required
def visits():
    found = Visit.query.filter_by(day=request.args["day"]).order_by(Visit.hour).all()
    late = Visit.query.filter(Visit.minutes > 30, Visit.day == date.today()).count()
    return jsonify(late=late > 3, visits=[one.hour + 1 for one in found])


@site.get("/doctors/<int:number>")
@only_for("staff")
def doctor(number):
    one = Doctor.query.get_or_404(number)
    recent = one.visits.order_by(Visit.day.desc()).limit(10)
    return jsonify(name=one.name, busy=one.hours > 40, days=[each.day for each in recent])


@site.errorhandler(404)
def missing(error):
    return {"error": str(error)}, 404


@celery.task(bind=True)
def remind(self, day):
    for patient in db.session.query(Patient).join(Visit).filter(Visit.day == day):
        if patient.visits_so_far > 2:
            print(patient.mail)


def merged(db_session, kind, spec):
    query = db_session.query(kind)
    if spec["name"] == "x":
        query = db_session.query(Patient.id, Visit.day)
    return query.limit(spec["most"])
