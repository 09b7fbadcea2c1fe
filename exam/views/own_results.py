"""All of an officer's released results on one page, and as a transcript."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from accounts.session import current_actor
from core.config import Settings
from core.language import content_language
from exam.actions.transcripts import make_transcript
from exam.documents.transcript import transcript_pdf
from exam.queries.own_papers import own_record


def blueprint(settings: Settings) -> Blueprint:
    """The page and the download; the settings give the house's address."""
    bp = Blueprint("own_results", __name__, url_prefix="/exam/results")

    @bp.get("")
    def index() -> ResponseReturnValue:
        """My released results, newest first."""
        papers = own_record(current_actor().id)
        return render_template("exam/results.html", papers=papers[::-1])

    @bp.post("/transcripts")
    def create_transcript() -> ResponseReturnValue:
        """My transcript as PDF; that it was made stands on the trail."""
        language = content_language()
        made = make_transcript(current_actor())
        return Response(
            transcript_pdf(made, language=language, house=settings.base_url),
            mimetype="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="transcript-{made.digest[:8]}.pdf"',
                "Cache-Control": "no-store",
            },
        )

    return bp
