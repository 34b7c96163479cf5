"""Pages of docs/ that are made from the code are fresh."""

import pytest

from tests.architecture.repository import ROOT
from tools import docs


@pytest.mark.parametrize("path", docs.pages())
def test_page_is_fresh(path: str):
    assert (ROOT / path).read_text() == docs.pages()[path](), f"{path} is stale: run bin/docs"
