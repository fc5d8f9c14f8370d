"""How a trace travels: columns that say exactly what the records say, in a fraction of the bytes."""

from __future__ import annotations

from dataclasses import asdict

import orjson
import pytest

from app.explain.cases import CASES
from app.explain.from_spec import explain
from app.explain.spec import OperandSpec, TraceSpec
from app.web.trace_wire import TraceView, to_wire

BY_ID = {case.id: case.spec for case in CASES}
COLUMNS = {
    "values": "value",
    "weights": "weight",
    "products": "product",
    "partial_sums": "partial_sum",
    "value_at": "value_at",
    "weight_at": "weight_at",
}


@pytest.mark.parametrize("name", BY_ID)
def test_every_term_can_be_read_back_from_the_columns(name: str) -> None:
    trace, _ = explain(BY_ID[name])
    for sent, reduction in zip(to_wire(trace)["reductions"], trace.reductions, strict=True):
        for column, attribute in COLUMNS.items():
            assert sent[column] == [getattr(term, attribute) for term in reduction.terms]
        rest = {key: value for key, value in sent.items() if key not in COLUMNS}
        assert rest == {key: value for key, value in asdict(reduction).items() if key != "terms"}


@pytest.mark.parametrize("name", BY_ID)
def test_everything_but_the_terms_is_as_in_the_records(name: str) -> None:
    trace, _ = explain(BY_ID[name])
    sent, whole = to_wire(trace), asdict(trace)
    assert set(sent) == set(whole)
    for key in set(sent) - {"reductions"}:
        assert orjson.dumps(sent[key]) == orjson.dumps(whole[key]), key


@pytest.mark.parametrize("name", BY_ID)
def test_what_is_sent_fits_the_schema_that_is_documented(name: str) -> None:
    sent = orjson.loads(orjson.dumps(to_wire(explain(BY_ID[name])[0])))
    assert orjson.loads(TraceView.model_validate(sent).model_dump_json()) == sent


def test_columns_take_less_than_a_third_of_the_bytes_of_records() -> None:
    spec = TraceSpec(
        "correlate", OperandSpec((3, 12, 12), "random"), OperandSpec((2, 3, 3, 3), "random"), padding="same"
    )
    trace, _ = explain(spec)
    assert sum(len(reduction.terms) for reduction in trace.reductions) == 2 * 144 * 27
    assert 3 * len(orjson.dumps(to_wire(trace))) < len(orjson.dumps(trace))
