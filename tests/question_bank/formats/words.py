"""Word files made for tests, and raw XML put into them."""

import io
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = (
    f"{_W} "
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def typed(*paragraphs: str) -> bytes:
    """A file with these paragraphs and nothing else."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def raw(body: str, parts: Mapping[str, str | bytes] = {}, links: Sequence[str] = ()) -> bytes:
    """A file of raw XML: the body, other parts by their names under word/, and image links."""
    stream = io.BytesIO()
    targets = [
        f'<Relationship Id="r{name.partition(".")[0]}" Type="{_RELATIONS}/{name.partition(".")[0]}"'
        f' Target="{name}"/>'
        for name in parts
        if name.endswith(".xml")
    ]
    images = [
        f'<Relationship Id="{link.partition(".")[0]}" Type="{_RELATIONS}/image"'
        f' Target="media/{link}"/>'
        for link in links
    ]
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_RELATIONS}/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{"".join(targets + images)}</Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}", content)
    return stream.getvalue()


def p(text: str = "", *, num: int | None = None, level: int = 0, inside: str = "") -> str:
    """A paragraph, perhaps in a list, perhaps with more XML behind its text."""
    numbered = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>'
        if num is not None
        else ""
    )
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{numbered}{run}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbering(*levels: str, nums: str | None = None) -> str:
    """Abstract list 0 with these levels, as `format|text`, and number 1 for it."""
    lvls = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{each.partition("|")[0]}"/>'
        f'<w:lvlText w:val="{each.partition("|")[2]}"/></w:lvl>'
        for at, each in enumerate(levels)
    )
    uses = nums or '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{lvls}</w:abstractNum>{uses}'
        "</w:numbering>"
    )
