"""Passwords and tokens."""

import jwt
from passlib.hash import pbkdf2_sha256

from acme_shop.settings import SETTINGS


def password_fits(password: str, stored: str) -> bool:
    return pbkdf2_sha256.verify(password, stored)


def token_for(user_id: int) -> str:
    return jwt.encode({"sub": str(user_id)}, SETTINGS["secret"], algorithm="HS256")


def user_of(token: str) -> int:
    return int(jwt.decode(token, SETTINGS["secret"], algorithms=["HS256"])["sub"])
