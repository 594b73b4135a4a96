"""Who may add and correct: what the list in the settings says, and what in it is refused."""

from __future__ import annotations

import pytest

from dashboard.people import People, PeopleError, read

AUTH = {"auth": {"client_id": "casus"}}


@pytest.mark.parametrize(
    ("listed", "address", "change", "administer"),
    [
        ({"editors": ["ana@example.org"]}, "ana@example.org", True, False),
        ({"editors": ["Ana@Example.org"]}, "ANA@example.ORG", True, False),
        ({"editors": ["ana@example.org"]}, "bob@example.org", False, False),
        ({"editors": ["ana@example.org"]}, None, False, False),
        ({"editors": ["ana@example.org"]}, "", False, False),
        ({"editors": ["ana@example.org"]}, " ana@example.org", False, False),
        ({"editors": ["ana@example.org"]}, "ana@example.org.test", False, False),
        ({"admins": ["ada@example.org"]}, "ada@example.org", True, True),  # an admin is an editor as well
        ({"admins": ["ada@example.org"], "editors": []}, "ana@example.org", False, False),
        ({"editors": "*"}, "bob@example.org", True, False),
        ({"editors": "*"}, None, True, False),  # everybody who signs in, whatever their provider tells of them
        ({"editors": "*", "admins": ["ada@example.org"]}, "bob@example.org", True, False),
        ({}, "ana@example.org", False, False),
        # other letters that Unicode's rules of case take for k, s and a with a dot
        ({"editors": ["kim@example.org"]}, "\u212aim@example.org", False, False),
        ({"editors": ["sam@example.org"]}, "\u017fam@example.org", False, False),
        ({"editors": ["ana@example.org"]}, "\u0430na@example.org", False, False),
    ],
)
def test_those_listed_may_and_nobody_else(listed, address, change, administer):
    people = read(AUTH | {"people": listed})
    assert (people.may_change(address), people.administers(address)) == (change, administer)


def test_without_a_sign_in_there_is_no_list_and_a_sign_in_without_one_gives_nobody_a_right():
    assert read({}) is None and read({"connections": {"x": 1}}) is None
    assert read(AUTH) == People((), ())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"people": {"editors": ["ana@example.org"]}}, r"without \[auth\] nobody signs in"),
        ({"people": {"editors": "*"}}, r"without \[auth\]"),
        (AUTH | {"people": {"editor": ["ana@example.org"]}}, r"'editor'; allowed: editors, admins"),
        (AUTH | {"people": {"editors": "ana@example.org"}}, r"editors in .people. is 'ana@example.org'; allowed: a"),
        (AUTH | {"people": {"editors": ["ana"]}}, r"'ana', which is no address"),
        (AUTH | {"people": {"editors": ["*"]}}, r"'\*', which is no address"),
        (AUTH | {"people": {"editors": ["*@example.org"]}}, "no address"),
        (AUTH | {"people": {"editors": ["ana@example.org, bob@example.org"]}}, "no address"),
        (AUTH | {"people": {"editors": ["Ana <ana@example.org>"]}}, "no address"),
        (AUTH | {"people": {"editors": ["ana@example.org "]}}, "no address"),
        (AUTH | {"people": {"editors": [7]}}, "7, which is no address"),
        (AUTH | {"people": {"editors": True}}, "is True"),
        (AUTH | {"people": {"admins": "*"}}, r"admins in .people. is '.'; allowed: a list of addresses, as in [^,]*$"),
        (AUTH | {"people": ["ana@example.org"]}, r"write a section \[people\]"),
        (AUTH | {"people": "*"}, r"write a section \[people\]"),
        (AUTH | {"poeple": {"editors": ["ana@example.org"]}}, r"\[poeple\] is none of Casus; write \[people\]"),
        (AUTH | {"People": {}}, r"\[People\]"),
        ({"Auth": {"client_id": "casus"}}, r"\[Auth\] is none of Casus; write \[auth\]"),
        ({"aut": {}, "people": {"editors": []}}, r"\[aut\]"),
    ],
)
def test_settings_that_say_nothing_certain_are_refused_with_what_was_found(settings, said):
    with pytest.raises(PeopleError, match=said):
        read(settings)
