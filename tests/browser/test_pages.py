"""x"""
import pytest, time
pytestmark = pytest.mark.browser
def test_it_runs(visits, bureau):
    t=time.time()
    page = visits.person("lin")
    print(page.title(), page.url, time.time()-t)
    page.goto("/courses/"); print(page.title(), time.time()-t)
    page.goto("/practice/"); print(page.title(), time.time()-t)
