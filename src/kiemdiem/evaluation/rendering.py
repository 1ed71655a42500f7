"""The outcome as Arrow tables: plan, results, findings and caps (workbook.md: results)."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kiemdiem.evaluation.caps import Cap
from kiemdiem.evaluation.findings import FindingBlock
from kiemdiem.evaluation.judging import Judged
from kiemdiem.evaluation.plan import ACTIONS, PlanBlock
from kiemdiem.rulebook.assembly import Assembly
from kiemdiem.rulebook.outcome import STATUSES, WAITS
from kiemdiem.vocabulary import Level, SubjectKind
from kiemdiem.workbook.data import Workbook
from kiemdiem.workbook.linking import TABLE_OF_KIND, plain_ids

_LEVEL_TEXTS = ["" if level is Level.NONE else level.name for level in sorted(Level)]


class Renderer:
    """Writes row numbers back as ids."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook

    def results(self, judged: Sequence[Judged]) -> pa.Table:
        """One row a subject."""
        return pa.concat_tables([self._results_of(subjects) for subjects in judged])

    def _results_of(self, judged: Judged) -> pa.Table:
        levels = {name: _coded(getattr(judged, name), _LEVEL_TEXTS) for name in ("level", "ballot_level", "ceiling")}
        return pa.table(
            {
                **self._subject(judged.kind, judged.rows),
                "status": _coded(judged.status, [status.value for status in STATUSES]),
                **levels,
                "waits_for": _masks(judged.waits_for, [code.value for code in WAITS]),
                "clauses": _masks(judged.cites, [cite.clause for cite in judged.assembly.citations]),
            }
        )

    def plan(self, blocks: Sequence[PlanBlock]) -> pa.Table:
        """One row a subject and place."""
        return pa.concat_tables([self._plan_of(block) for block in blocks])

    def _plan_of(self, block: PlanBlock) -> pa.Table:
        places = "organisations" if block.kind == SubjectKind.MEMBER else "collectives"
        return pa.table(
            {
                **self._subject(block.kind, block.subjects),
                "place": self._ids(places, block.places),
                "action": _coded(block.actions, [action.value for action in ACTIONS]),
                "after": _coded(block.after, block.after_texts),
                "deadline": _coded(block.deadlines, block.deadline_texts),
                "clauses": _coded(block.clauses, block.clause_texts),
            }
        )

    def findings(self, blocks: Sequence[FindingBlock], language: str) -> pa.Table:
        """One row a finding, gravest first, in words of that language."""
        tables = [self._findings_of(block, language) for block in blocks]
        return pa.concat_tables(tables) if tables else self._findings_of(None, language)

    def _findings_of(self, block: FindingBlock | None, language: str) -> pa.Table:
        size = len(block.rows) if block else 0
        texts = [message.say(language) for message in block.messages] if block else []
        return pa.table(
            {
                "severity": _constant(block.severity.value if block else "", size),
                "clause": _constant(block.clause if block else "", size),
                **self._subject(block.kind if block else SubjectKind.MEMBER, block.rows if block else np.zeros(0, int)),
                "message": _coded(block.message_of if block else np.zeros(0, np.int32), texts),
            }
        )

    def caps(self, caps: Sequence[Cap]) -> pa.Table:
        """One row a cap and group."""
        texts = {"clause": pa.string(), "group": pa.string(), "subject_kind": pa.string()}
        numbers = dict.fromkeys(("pool", "share", "allowed", "used", "over"), pa.int64())
        return pa.table({
            key: pa.array([getattr(cap, key) for cap in caps], kind) for key, kind in (texts | numbers).items()
        })  # fmt: skip

    def _subject(self, kind: SubjectKind, rows: NDArray[np.int64]) -> dict[str, pa.Array]:
        return {
            "subject_kind": _constant(kind.value, len(rows)),
            "subject": self._ids(TABLE_OF_KIND[kind], rows),
        }

    def _ids(self, table: str, rows: NDArray[np.int64]) -> pa.Array:
        return plain_ids(self.workbook, table).take(pa.array(rows))


def cites_of(assembly: Assembly, mask: int) -> list[str]:
    """The clauses behind the bits, in order of application, each once."""
    return _texts_of(mask, [cite.clause for cite in assembly.citations])


def _texts_of(mask: int, texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text for bit, text in enumerate(texts) if mask >> bit & 1))


def _constant(text: str, size: int) -> pa.Array:
    return _coded(np.zeros(size, dtype=np.int8), [text])


def _coded(codes: NDArray[np.integer], texts: Sequence[str]) -> pa.Array:
    """Positions in a list of texts as a dictionary column of plain type string."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(texts, pa.string()))


def _masks(masks: NDArray[np.unsignedinteger], texts: Sequence[str]) -> pa.Array:
    """Masks of bits as texts joined by spaces."""
    encoded = pa.array(masks).dictionary_encode()
    joined = [" ".join(_texts_of(mask, texts)) for mask in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(joined, pa.string()))
