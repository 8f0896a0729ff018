// Starts TinyMCE on the fields of the administration that hold HTML.

const PLUGINS = new Set([
  "advlist", "anchor", "autolink", "autosave", "charmap", "code", "directionality", "emoticons", "fullscreen",
  "help", "image", "insertdatetime", "link", "lists", "media", "preview", "searchreplace", "table",
  "visualblocks", "wordcount",
]);
const UPLOAD = "/tinymce/upload/";

/** Sends a picture to the portal; resolves to its address. */
async function uploadPicture(picture, address) {
  const form = new FormData();
  form.append("file", picture.blob(), picture.filename());
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw { message: body.error ?? "The picture could not be uploaded.", remove: true };
  }
  return body.location;
}

/** The set-up of the settings, without plugins that this release does not have: it would complain of each. */
function setUp(field) {
  const { images_upload_handler: _, plugins = "", ...wanted } = JSON.parse(field.dataset.pageEditor);
  const names = Array.isArray(plugins) ? plugins : plugins.split(/[\s,]+/);
  return {
    license_key: "gpl",
    // Addresses stay as they are: the page lives elsewhere than its editor.
    convert_urls: false,
    ...wanted,
    plugins: names.filter((name) => PLUGINS.has(name)),
    target: field,
    images_upload_handler: (picture) => uploadPicture(picture, wanted.images_upload_url ?? UPLOAD),
  };
}

document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("textarea[data-page-editor]")) {
    tinymce.init(setUp(field));
  }
});
