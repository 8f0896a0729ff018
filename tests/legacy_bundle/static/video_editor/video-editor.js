// The trim editor (spec/frontend-api-usage.md §8; spec/page-shell.md §7.4): what the page says must come after it.
"use strict";

window.MEDIA_DATA = { videoUrl: "", posterUrl: "", mediaId: "", redirectURL: "", redirectUserMediaURL: "" };

document.addEventListener("DOMContentLoaded", () => {
  const { check, element, report } = standIn;
  const data = window.MEDIA_DATA;
  const root = document.getElementById("video-editor-trim-root");
  if (!root) {
    report("#video-editor-trim-root is missing");
    return;
  }
  check("MEDIA_DATA", data, { videoUrl: "path", posterUrl: "string", mediaId: "text", redirectURL: "path", redirectUserMediaURL: "path" });

  const video = element("video", { src: data.videoUrl, controls: true, preload: "metadata" });
  const state = element("p", { role: "status" });
  const save = async (options) => {
    const segments = [{ startTime: "00:00:00.000", endTime: "00:00:01.000" }];
    const answer = await fetch(`/api/v1/media/${data.mediaId}/trim_video`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ segments, ...options }),
    });
    const body = await answer.json();
    state.textContent = answer.ok ? `Saved: ${body.request_id}` : body.error;
  };
  const button = (text, options) => {
    const made = element("button", { type: "button", textContent: text });
    made.addEventListener("click", () => save(options));
    return made;
  };
  root.append(video, button("Save", { saveAsCopy: false }), button("Save as Copy", { saveAsCopy: true }),
    button("Save Segments", { saveAsCopy: true, saveIndividualSegments: true }), state);
});
