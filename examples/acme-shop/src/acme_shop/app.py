"""Orders over HTTP."""

from flask import Flask, abort, jsonify, request
from slugify import slugify
from sqlalchemy import create_engine, text

from acme_shop import pictures, schedule, sessions

app = Flask(__name__)
engine = create_engine("sqlite:///shop.db")


@app.post("/login")
def login():
    form = request.get_json()
    with engine.connect() as connection:
        row = connection.execute(
            text("select id, password from users where name = :name"), {"name": form["name"]}
        ).one_or_none()
    if row is None or not sessions.password_fits(form["password"], row.password):
        abort(401)
    return jsonify(token=sessions.token_for(row.id))


@app.post("/products/<name>/picture")
def upload(name):
    pictures.save(request.files["picture"].stream, slugify(name))
    return "", 204


@app.get("/next-delivery")
def next_delivery():
    return jsonify(when=schedule.in_words(), zone=str(schedule.ZONE))
