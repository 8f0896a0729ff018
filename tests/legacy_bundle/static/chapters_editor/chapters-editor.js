// The chapters editor (spec/frontend-api-usage.md §8; spec/page-shell.md §7.4): what the page says must come after it.
"use strict";

window.MEDIA_DATA = { videoUrl: "", posterUrl: "", mediaId: "", chapters: [] };

document.addEventListener("DOMContentLoaded", () => {
  const { check, cookie, element, report } = standIn;
  const data = window.MEDIA_DATA;
  const root = document.getElementById("chapters-editor-root");
  if (!root) {
    report("#chapters-editor-root is missing");
    return;
  }
  check("MEDIA_DATA", data, { videoUrl: "path", posterUrl: "string", mediaId: "text", chapters: "array" });
  data.chapters.forEach((one, i) => check(`MEDIA_DATA.chapters [${i}]`, one, { startTime: "text|number", endTime: "text|number", chapterTitle: "text" }));

  const chapters = [...data.chapters];
  const list = element("ol");
  const title = element("input", { type: "text", ariaLabel: "Chapter title" });
  const state = element("p", { role: "status" });
  const draw = () => list.replaceChildren(...chapters.map((one) => element("li", { textContent: one.chapterTitle })));
  const add = element("button", { type: "button", textContent: "Split" });
  add.addEventListener("click", () => {
    const start = chapters.length;
    chapters.push({ startTime: `00:00:0${start}.000`, endTime: `00:00:0${start + 1}.000`, chapterTitle: title.value });
    draw();
  });
  const save = element("button", { type: "button", textContent: "Save Chapters" });
  save.addEventListener("click", async () => {
    const answer = await fetch(`/api/v1/media/${data.mediaId}/chapters`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: JSON.stringify({ chapters }),
    });
    const body = await answer.json();
    state.textContent = answer.ok ? `Saved: ${body.chapters.length}` : body.error;
  });
  draw();
  root.append(element("video", { src: data.videoUrl, controls: true, preload: "metadata" }), list, title, add, save, state);
});
