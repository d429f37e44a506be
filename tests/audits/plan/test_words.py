from fairwitness.audits.plan.protected import folded
from fairwitness.audits.plan.words import BENEFITS, HARMS, OTHERS, PROXIES, ROLES, SENSITIVE, VALUES


def test_words_are_written_as_names_are_read():
    for lists in (ROLES, SENSITIVE, PROXIES):
        for words in lists.values():
            assert words
            assert all(word == folded(word) and word.isalpha() for word in words)
            assert len(set(words)) == len(words)


def test_values_are_written_as_they_are_read():
    for sets in VALUES.values():
        for values in sets:
            assert len(values) > 1
            assert all(value == folded(value) for value in values)
    assert all(value == folded(value) for value in OTHERS)


def test_no_word_is_both_protected_and_a_stand_in():
    protected = {word for words in SENSITIVE.values() for word in words}
    assert not protected & {word for words in PROXIES.values() for word in words}
    assert not protected & {word for words in ROLES.values() for word in words}


def test_harms_and_benefits_are_written_as_names_are_read_and_no_word_is_both():
    assert all(word == folded(word) and word.isalpha() for word in HARMS | BENEFITS)
    assert not HARMS & BENEFITS
