from django.db.models import Count, F, Q
from peewee import CharField, IntegerField, Model, SqliteDatabase, fn

db = SqliteDatabase(":memory:")


class Person(Model):
    name = CharField()
    age = IntegerField()

    class Meta:
        database = db


def active(entries, tags: set):
    either = Q(name="x") | Q(age__gt=3)
    rows = entries.filter(either & ~Q(deleted=True)).annotate(n=Count("tags"))
    entries.update(votes=F("votes") + 1)
    return [row for row in rows if row.n > 3], tags | {"x"}


old = Person.select().where((Person.age > 60) & Person.name.contains("a"))
for person in old:
    print(person.age > 70)
print(Person.select(fn.COUNT(Person.id)).scalar())
