"""spaCy's entity recognizer, its decisions outside of names taken all at once: the same names for half the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]

LOOKED_AT = 3
"""What a decision looks at: the token, and inside a name the name's first token and the token before."""


def together(recognizer: EntityRecognizer) -> Callable[[list[Doc]], list[Doc]]:
    """
    Return what names the entities of Docs exactly as the recognizer does by itself.

    It decides token by token (BILUO: begin, in, last, unit, out), and each decision costs spaCy a product of a matrix
    with one vector and some hundred locks of the interpreter. But outside of a name a decision looks at its token
    alone: those are one product for all tokens. The recognizer's own way is taken where it is of another make (a
    beam, more features, labels without training), and for Docs that have entities already.
    """
    import numpy as np

    model = recognizer.model
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    plain = recognizer.cfg["beam_width"] == 1 and not recognizer.cfg["multitasks"] and model.attrs["has_upper"]
    plain = plain and not model.attrs["unseen_classes"] and lower.get_dim("nF") == LOOKED_AT
    moves = [recognizer.moves.get_class_name(number) for number in range(recognizer.moves.n_moves)]

    def annotate(docs: list[Doc]) -> list[Doc]:
        if not plain or any(doc.has_annotation("ENT_IOB") for doc in docs) or not any(map(len, docs)):
            return list(recognizer.pipe(docs, batch_size=len(docs)))
        # One row for each token after one that stands for nothing; for each what it adds where it is looked at.
        added = lower.predict(model.get_ref("tok2vec").predict(docs))
        bias, weights, base = lower.get_param("b"), upper.get_param("W"), upper.get_param("b")

        def scores(token: Any, first: Any, before: Any) -> Floats:
            hidden = (added[token, 0] + added[first, 1] + added[before, 2] + bias).max(axis=-1)
            found: Floats = hidden @ weights.T + base
            return found

        row = 1
        for doc in docs:
            rows = np.arange(row, row + len(doc))
            row += len(doc)
            _name(doc, moves, scores, rows)
        return docs

    return annotate


def _name(doc: Doc, moves: Sequence[str], scores: Callable[..., Floats], rows: NDArray[np.int_]) -> None:
    """
    Set the entities of a Doc, whose tokens have these rows.

    ``scores`` gives those of the moves at a token outside of a name, ``scores(token, 0, 0)``, and inside of one.
    """
    import numpy as np
    from spacy.tokens import Span

    if not len(doc):
        return
    whitespace, starts = (doc.to_array([name]).reshape(-1) == 1 for name in ("IS_SPACE", "SENT_START"))
    ends = np.append(starts[1:], True)  # no name reaches over the start of a sentence that is set
    outside = scores(rows, 0, 0)
    # No name begins with white space; "U-" without a label is only for tokens that are kept from names.
    names, begins = (np.array([move.startswith(kind) for move in moves]) for kind in (("B-", "U-"), "B-"))
    outside[np.ix_(whitespace, names)] = outside[np.ix_(ends, begins)] = -np.inf
    outside[:, [number for number, move in enumerate(moves) if move == "U-" or move[0] in "IL"]] = -np.inf
    best = outside.argmax(axis=1)
    numbers = {move: number for number, move in enumerate(moves)}
    found, reached = [], 0
    for first in np.flatnonzero(best != numbers["O"]).tolist():
        if first < reached:
            continue
        kind, _, label = moves[best[first]].partition("-")
        reached = first + 1
        if kind == "B":
            last, further = numbers[f"L-{label}"], numbers[f"I-{label}"]
            while not ends[reached]:
                inside = scores(rows[reached], rows[first], rows[reached - 1])
                if inside[last] > inside[further]:
                    break
                reached += 1
            reached += 1
        found.append(Span(doc, first, reached, label=label))
    doc.set_ents(found, default="outside")
