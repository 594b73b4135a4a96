"""The entry of the dashboard: `streamlit run` imports it once to serve, and runs it as a script for each reader."""

import streamlit as st

from dashboard import announcing, log, serving

if __name__ == "__main__":
    from dashboard import screen

    screen.draw()
else:
    log.begin()
    announcing.tell()
    app = st.App(__file__, **serving.options(st.get_option("server.baseUrlPath")))
