"""What a server says at its start: where it is, and who may read and add. On doubtful settings it does not start.

It is said on standard output: standard error is the log's, whose lines may have to be JSON.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from dashboard import listening, people, sign_in
from dashboard.people import PeopleError
from dashboard.sentences import people as words


def begin() -> list[str]:
    """Read who may do what, and hold the server to it; what to tell whoever starts it.

    Raises PeopleError where the settings say nothing certain.
    """
    listed = people.read(sign_in.settings())
    if listed is not None:
        sign_in.insist()
    host, port = st.get_option("server.address"), st.get_option("server.port")
    open_ = listening.is_open(host, st.get_option("server.allowedHosts") or ())
    own = listening.own_address(host) if listening.is_everywhere(host) else host
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    url = listening.url(own or "localhost", port, st.get_option("server.baseUrlPath"), scheme)
    if listed is None:
        reached = words.NO_SIGN_IN_BEHIND_PROXY if listening.is_loopback(host) else words.NO_SIGN_IN
        said = [words.listening(url, open_), *([reached] if open_ else [])]
    else:
        back = urlsplit(sign_in.returns_to())
        entered = back.netloc and back._replace(path=back.path.removesuffix("oauth2callback")).geturl()
        said = [words.listening(entered or url, open_ or bool(entered)), words.rights(listed.editors, listed.admins)]
        if open_ and listening.is_loopback(back.hostname):
            said.append(words.LOOPBACK_SIGN_IN)
    return [*said, words.NO_ADDRESS] if own is None else said


def tell() -> None:
    """Say it. Ends the program with a sentence, where the settings say nothing certain."""
    try:
        said = begin()
    except PeopleError as error:
        raise SystemExit(f"casus: {error}") from None
    for sentence in said:
        print(f"casus: {sentence}", flush=True)
