"""Writing a page of the portal in the administration."""

import re

from playwright.sync_api import Page, expect

PICTURE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
INSERT_PICTURE = """async (picture) => {
    tinymce.activeEditor.insertContent(`<p><img src="${picture}" alt="dot"></p>`);
    await tinymce.activeEditor.uploadImages();
}"""


def test_a_page_is_written_with_a_picture_and_read(admin_page: Page) -> None:
    refused: list[str] = []
    admin_page.on(
        "console",
        lambda message: "Content Security Policy" in message.text and refused.append(message.text),
    )
    admin_page.goto("/admin/files/page/add/")
    admin_page.get_by_label("Slug").fill("harbour-rules")
    admin_page.get_by_label("Title").fill("Harbour rules")
    text = admin_page.frame_locator("iframe.tox-edit-area__iframe").locator("body")
    text.fill("Moor carefully.")
    admin_page.evaluate(INSERT_PICTURE, PICTURE)
    admin_page.get_by_role("button", name="Save", exact=True).click()
    admin_page.wait_for_url("**/admin/files/page/")

    admin_page.goto("/harbour-rules")

    expect(admin_page.get_by_text("Moor carefully.")).to_be_visible()
    picture = admin_page.get_by_alt_text("dot")
    expect(picture).to_have_attribute("src", re.compile(r"^/media/tinymce_media/.+\.png$"))
    assert picture.evaluate("image => image.naturalWidth") == 1
    assert refused == []
