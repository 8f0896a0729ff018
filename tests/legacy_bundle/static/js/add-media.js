// The upload page (spec/page-shell.md §13.2).
"use strict";

standIn.page({
  script: "add-media",
  content: true,
  styles: ["css/add-media.css"],
  headScripts: ["lib/file-uploader/5.13.0/fine-uploader.min.js"],
  run() {
    const wrap = document.querySelector(".media-uploader-wrap");
    const message = MediaCMS.contents.uploader.belowUploadArea;
    if (wrap && message) {
      const box = standIn.element("div", { className: "pre-upload-msg" });
      box.innerHTML = message;
      wrap.append(box);
    }
  },
});
