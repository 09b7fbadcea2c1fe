"""Pictures of questions: keeping an upload, and showing one to whoever may see it."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from accounts.session import current_actor
from core.errors import N_, Refused
from core.http import takes_files
from question_bank.actions.picturing import LARGEST_PICTURE, keep_picture, places
from question_bank.models import Picture
from question_bank.queries.pictures import picture_for

bp = Blueprint("pictures", __name__, url_prefix="/pictures")

LARGEST_UPLOAD = LARGEST_PICTURE + 512 * 1024
"""A picture, and the texts that come in the same form."""
YEAR = 365 * 24 * 3600


@bp.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """The picture as it was written anew, never as it came; a browser may keep it for itself."""
    picture = picture_for(token, current_actor(), carried=request.cookies)
    answer = Response(picture.data, content_type=picture.mimetype)
    answer.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@bp.post("/")
@takes_files(LARGEST_UPLOAD)
def create() -> ResponseReturnValue:
    """Keep a picture for a question; the answer is its name and where it is shown from."""
    picture = kept_upload(request.files.get("picture"))
    place = places({picture.name: picture})[picture.name]
    return {"name": picture.name, "address": place.address}, 201


def kept_upload(file: FileStorage | None) -> Picture:
    """The picture of a file field, kept."""
    if file is None or not file.filename:
        raise Refused(N_("Choose a picture first."))
    return keep_picture(file.filename, file.read(), actor=current_actor())
