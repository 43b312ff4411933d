from incidentdesk.paper.signature import Signatory, SignatureLines


def test_every_name_has_its_line_and_stands_with_what_it_signs_for(written, pages):
    people = [Signatory(f"Person {n}", f"Reviewed 2026-03-0{n}") for n in range(1, 6)]
    (said,) = pages(written(SignatureLines(people)))
    for person in people:
        assert person.name in said
        assert person.told in said


def test_long_names_are_broken_and_not_cut(written, pages):
    (said,) = pages(written(SignatureLines([Signatory("Wolfeschlegelsteinhausenbergerdorff " * 3, "张伟")])))
    assert said.count("Wolfeschlegelsteinhausen") == 3
    assert "张伟" in said
