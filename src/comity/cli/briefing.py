"""``comity brief`` and ``comity explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.model.errors import BadRequest

if TYPE_CHECKING:
    from comity.measures.explaining import Explanation


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(brief)
    app.command()(explain)


Subject = Annotated[
    str,
    typer.Argument(help="A state (Japan), a pair (“Australia–Indonesia”), a pact or organisation (NATO), a region."),
]
On = Annotated[
    str | None,
    typer.Option(
        "--on", help="The day on which it stands: 1985 or 1985-06-30; by default the last that the record reaches."
    ),
]


def _known(said: str) -> str:
    from comity.dossier.language import LANGUAGES

    if said not in LANGUAGES:
        raise BadRequest(f"No brief is written in “{said}”.", remedy=f"Choose {' or '.join(LANGUAGES)}.")
    return said


Spoken = Annotated[
    str,
    typer.Option(
        "--language",
        help="In which language: en or fr. JSON is English in both, as programs read it.",
    ),
]


def brief(
    subject: Subject,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="A file: .html or .json for the whole brief, .pdf or .docx for two pages to hand over. The terminal by default.",
        ),
    ] = None,
    on: On = None,
    visit: Annotated[
        bool,
        typer.Option(
            "--visit",
            help="The visit pack of a pair, for the first named who meets the second: last meetings, promises, what may be raised. Needs -o FILE.docx or FILE.pdf.",
        ),
    ] = False,
    language: Spoken = "en",
) -> None:
    """Show what binds a state, a pair, a pact or a region, what they do together, and what is not known."""
    if output is not None and output.suffix not in WRITERS:
        raise BadRequest(
            f"“{output.name}” ends in none of {', '.join(WRITERS)}.",
            remedy="Name the file so that its ending says what it is.",
        )
    if visit and (output is None or output.suffix not in HANDED_OVER):
        raise BadRequest("A visit pack is a file to hand over.", remedy="Name one: -o visit.docx or -o visit.pdf.")
    from comity.dossier.language import speaking

    with speaking(_known(language) if output is None or output.suffix != ".json" else "en"):
        if output is not None and output.suffix in HANDED_OVER:
            hand_over(subject, on, output, visit)
            print(output)
            return
        from comity.dossier import brief as make

        made = make(subject, on)
        if output is None:
            from comity.cli.screen import console
            from comity.dossier.as_text import print_brief

            print_brief(made, console())
            return
        write_brief(made, output)
        print(output)


#: What a file's ending asks for.
WRITERS = (".html", ".json", ".pdf", ".docx")
#: Those that are handed over, and are made of the handout.
HANDED_OVER = (".pdf", ".docx")


def hand_over(subject: str, on: str | None, output: Path, visit: bool) -> None:
    """Write a handout, or a visit pack, to a file, whole or not at all."""
    from comity.cli.screen import console
    from comity.dossier.documents import make, render
    from comity.store.home import atomic_write

    made = make(subject, on, visit=visit)
    data = render(made, output.suffix[1:])
    with atomic_write(output) as stream:
        stream.write(data)
    console(error=True).print(made.warning)


def write_brief(made: object, output: Path) -> None:
    """Write a brief to a file, whole or not at all."""
    from comity.dossier.as_html import render_html
    from comity.dossier.as_json import render_json
    from comity.dossier.contents import Brief
    from comity.store.home import atomic_write

    assert isinstance(made, Brief)
    text = render_html(made) if output.suffix == ".html" else render_json(made)
    with atomic_write(output) as stream:
        stream.write(text.encode())


def explain(
    subject: Subject,
    figure: Annotated[
        str | None,
        typer.Argument(help="The figure's id, or a measure's (capability.cinc); without one, all figures are listed."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file: .csv or .json.")] = None,
    on: On = None,
) -> None:
    """Show the rows behind a figure of a brief, or what a measure's estimate is made of, with the line of each row's file."""
    if output is not None and output.suffix not in (".csv", ".json"):
        raise BadRequest(
            f"“{output.name}” ends in neither .csv nor .json.",
            remedy="Name the file so that its ending says what it is.",
        )
    if output is not None and figure is None:
        raise BadRequest("No figure was named for the file.", remedy="`comity explain SUBJECT` lists them.")
    from comity.cli.screen import console
    from comity.dossier import brief as make
    from comity.dossier import explain as find
    from comity.dossier.as_text import print_figures

    out = console()
    if figure is None:
        made = make(subject, on)
        print_figures(made, out)
        return
    found = find(subject, figure, on)
    if isinstance(found, list):
        _explain_measure(found, output)
        return
    if output is None:
        from comity.dossier.as_text import print_figure

        print_figure(found, out)
        return
    import csv
    import io
    import json

    from comity.dossier.as_json import figure_mapping
    from comity.store.home import atomic_write

    mapping = figure_mapping(found)
    if output.suffix == ".json":
        data = (json.dumps(mapping, ensure_ascii=False, indent=1, default=str) + "\n").encode()
    else:
        columns = list(dict.fromkeys(name for row in mapping["rows"] for name in row))
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(mapping["rows"])
        data = buffer.getvalue().encode("utf-8-sig")  # by the mark at its beginning Excel knows it for UTF-8
    with atomic_write(output) as stream:
        stream.write(data)
    print(output)


def _explain_measure(found: list[Explanation], output: Path | None) -> None:
    """Show, or write, contributions and the rows behind each."""
    from comity.dossier.explained import as_csv, as_json, print_explanations

    if output is None:
        from comity.cli.screen import console

        print_explanations(found, console())
        return
    from comity.store.home import atomic_write

    with atomic_write(output) as stream:
        stream.write(as_json(found) if output.suffix == ".json" else as_csv(found))
    print(output)
