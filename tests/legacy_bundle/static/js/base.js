// Header and sidebar around content that the server made (spec/page-shell.md §2.1); the editors' pages too.
"use strict";

(() => {
  const editors = {
    "video-editor-trim-root": "video_editor/video-editor",
    "chapters-editor-root": "chapters_editor/chapters-editor",
  };
  const root = Object.keys(editors).find((id) => document.getElementById(id));
  const files = root && editors[root];
  standIn.page({
    script: "base",
    content: true,
    root,
    styles: files ? [`${files}.css?v=`] : [],
    headScripts: files ? [`${files}.js?v=`] : [],
  });
})();
