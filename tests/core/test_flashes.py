"""A message that waits for somebody's next page is shown to them, once, and to nobody else."""

WORDS = "for Lin alone"


def flashed(browser):
    with browser.client.session_transaction() as cookie:
        cookie["_flashes"] = [("message", WORDS)]


def test_a_message_is_shown_once_to_the_one_it_is_for(house, cast):
    lin, zhao = house.as_(cast.lin), house.as_(cast.zhao)
    flashed(lin)

    pages = [browser.get("/courses/").text for browser in (zhao, lin, zhao, lin)]

    assert [WORDS in page for page in pages] == [False, True, False, False]


def test_a_cookie_that_was_tampered_with_leads_to_the_sign_in(app, house, cast):
    lin = house.as_(cast.lin)
    assert lin.get("/").status_code == 200
    name = app.session_interface.get_cookie_name(app)
    text = lin.client.get_cookie(name).value
    lin.client.set_cookie(name, ("A" if text[0] != "A" else "B") + text[1:])

    answer = lin.get("/")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/")
