import json


def test_of_an_empty_desk_nothing_is_claimed(run):
    assert run("readiness").stdout.startswith("Readiness: nothing to count yet\n")
    told = json.loads(run("readiness", "--json").stdout)
    assert told["score"] is None
    assert [area["key"] for area in told["areas"]] == ["plans", "contacts", "rotas", "training", "policies", "drills"]


def test_what_is_missing_is_named(run, tmp_path):
    plan = tmp_path / "plan.md"
    plan.write_text("# Mail outage\n\n## Look\n\n- Look at the queue\n", encoding="utf-8")
    assert run("plan", "import", plan).exit_code == 0
    told = json.loads(run("readiness", "--json").stdout)
    assert told["score"] == 0
    assert told["areas"][0]["gaps"] == [
        {"subject": "Mail outage", "text": "no version is approved", "reference": "PLAN-0001"}
    ]
    assert "  Mail outage: no version is approved\n" in run("readiness").stdout
