"""The API describes itself completely: OpenAPI 3.1, every operation with words, examples and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

METHODS = ("get", "post")
SIGNALS = ("polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence")


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/openapi.json").json()
    return answer


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
    }


def resolve(description: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, its reference followed; a reference that leads nowhere is a KeyError."""
    while "$ref" in schema:
        found: Any = description
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def test_the_shape_is_that_of_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1.")
    assert {"title", "version", "summary"} <= set(description["info"])
    for path, item in description["paths"].items():
        assert path.startswith("/")
        for method, operation in item.items():
            assert method in METHODS
            assert operation["responses"]
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}
            for status, response in operation["responses"].items():
                assert status.isdigit() or status == "4XX"
                assert response["description"]
    ids = [operation["operationId"] for operation in operations(description).values()]
    assert len(set(ids)) == len(ids)


def test_every_address_of_the_api_is_described(description: dict[str, Any]) -> None:
    assert set(operations(description)) == {
        "GET /health",
        "GET /api/pictures",
        "POST /api/pictures",
        "GET /api/pictures/{picture_id}",
        "GET /api/pictures/{picture_id}/image",
        "GET /api/filters",
        "POST /api/filters/apply",
        "POST /api/filters/thumbnails",
        "POST /api/filters/stages",
        "POST /api/filters/describe",
        "POST /api/filters/inspect",
        "POST /api/filters/code",
        "POST /api/kernels/analyze",
        "POST /api/kernels/transform",
        "POST /api/kernels/parse",
        "POST /api/traces",
        "GET /api/traces/cases",
        "POST /api/traces/matrices",
        "POST /api/traces/picture_matrix",
        "POST /api/traces/proof",
        "POST /api/traces/export",
        "GET /api/runs",
        "POST /api/runs",
        "GET /api/runs/{run_id}",
        "GET /api/runs/{run_id}/history",
        "GET /api/runs/{run_id}/moments/{step}",
        "GET /api/runs/{run_id}/events",
        "POST /api/runs/{run_id}/commands",
        "POST /api/runs/{run_id}/activations",
        "POST /api/runs/{run_id}/unit",
        "GET /api/runs/{run_id}/pictures",
        "GET /api/runs/{run_id}/weights.npz",
        "GET /api/runs/{run_id}/run.json",
        "GET /api/runs/{run_id}/pytorch.py",
        "GET /api/networks/presets",
        "POST /api/networks/describe",
        "POST /api/networks/activations",
        "POST /api/networks/unit",
        "GET /api/datasets",
        "POST /api/datasets",
        "POST /api/datasets/pictures",
        *(f"POST /api/signals/{kind}" for kind in SIGNALS),
    }


def test_every_operation_says_what_it_does_and_how_it_refuses(description: dict[str, Any]) -> None:
    for name, operation in operations(description).items():
        assert len(operation["summary"]) > 5, name
        assert len(operation["description"]) > 20, name
        assert operation["tags"], name
        if name != "GET /health":
            refusal = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
            assert refusal["$ref"].endswith("/ErrorAnswer"), name
            assert "422" not in operation["responses"], f"{name}: FastAPI's own error body is not ours"


def test_every_field_that_a_body_needs_has_an_example_and_every_other_says_what_it_is(
    client: TestClient, description: dict[str, Any]
) -> None:
    for name, operation in operations(description).items():
        if "requestBody" not in operation:
            continue
        content = operation["requestBody"]["content"]
        if "application/json" not in content:
            assert "application/octet-stream" in content, name
            continue
        body = resolve(description, content["application/json"]["schema"])
        assert body["additionalProperties"] is False, f"{name}: a misspelt key would be silent"
        for field, schema in body["properties"].items():
            if field in body.get("required", []):
                assert schema.get("examples"), f"{name}: {field}"
            else:
                assert "description" in schema or "default" in schema, f"{name}: {field}"


def test_the_examples_work(client: TestClient, description: dict[str, Any]) -> None:
    """What the description shows is sent, and answered with 200."""
    for name, operation in operations(description).items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None or name.startswith("POST /api/runs"):  # they start processes: test_runs_api
            continue
        properties = resolve(description, content["schema"])["properties"]
        body = {field: s["examples"][0] for field, s in properties.items() if s.get("examples")}
        answer = client.post(name.removeprefix("POST "), json=body)
        assert answer.status_code == 200, (name, body, answer.text)


PICTURES = (
    "POST /api/filters/apply",
    "POST /api/filters/thumbnails",
    "GET /api/pictures/{picture_id}/image",
)


def test_json_answers_have_a_schema_and_pictures_their_four_types(description: dict[str, Any]) -> None:
    for name, operation in operations(description).items():
        success = next(r for status, r in operation["responses"].items() if status.startswith("2"))
        types = set(success["content"])
        if name in PICTURES:
            assert types == {"image/jpeg", "image/png", "image/webp", "application/octet-stream"}
        elif name == "GET /api/runs/{run_id}/events":
            assert types == {"text/event-stream"}
        elif name == "GET /api/runs/{run_id}/weights.npz":
            assert types == {"application/zip"}
        elif name == "GET /api/runs/{run_id}/pytorch.py":
            assert types == {"text/x-python"}
        else:
            assert types == {"application/json"}, name
            schema = success["content"]["application/json"]["schema"]
            assert resolve(description, schema).get("type"), name


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    def visit(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                resolve(description, node)
            for child in node.values():
                visit(child)
        elif isinstance(node, list):
            for child in node:
                visit(child)

    visit(description)
