"""The exam: three illnesses, a point for each diagnosis and each cure."""

import pytest

from helpers.lessons.clinic.exams import Exam


def test_an_exam_has_three_illnesses_and_a_score():
    exam = Exam(4)
    assert len({patient._illness.name for patient in exam.patients}) == 3
    assert exam.patients == Exam(4).patients != Exam(5).patients
    assert (exam.score, exam.full) == (0, 6) and "not answered yet" in str(exam)
    illness = exam.patients[0]._illness
    exam.answer(1, illness.name, illness.cure)
    assert exam.score == 2 and "1. diagnosis right, treatment works" in str(exam)
    exam.answer(1, illness.name, epochs=1)  # the last answer counts
    assert exam.score == 1


@pytest.mark.parametrize("place", [0, 4, 1.0])
def test_an_unknown_place_is_told(place):
    with pytest.raises(ValueError, match=f"place takes a whole number, 1 to 3, got {place}"):
        Exam(0).answer(place, "dead ReLU")
