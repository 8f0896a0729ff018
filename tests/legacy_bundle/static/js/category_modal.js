// The category picker of the publish page (spec/page-shell.md §13.1).
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const { check, element, report } = standIn;

  for (const widget of document.querySelectorAll(".category-widget")) {
    const name = widget.dataset.name;
    const parts = {
      left: widget.querySelector(".category-panel .category-list.scrollable[data-panel=left]"),
      right: widget.querySelector(".category-panel .category-list.scrollable[data-panel=right]"),
      search: widget.querySelector(".category-content .category-panel input.category-search"),
      inputs: widget.querySelector(".hidden-inputs"),
      data: widget.querySelector("script.category-data[type='application/json']"),
    };
    const missing = Object.keys(parts).filter((key) => !parts[key]);
    if (!name || missing.length) {
      report(`category picker without ${missing.join(", ") || "data-name"}`);
      return;
    }
    const data = JSON.parse(parts.data.textContent);
    check("category picker", data, { all: "array", selected: "array", lms_mode: "boolean" });
    data.all.forEach((one, i) => check(`category picker.all [${i}]`, one, { id: "text", title: "text", is_lms_course: "boolean" }));
    const chosen = new Set(data.selected);

    const draw = () => {
      const wanted = parts.search.value.toLowerCase();
      const entry = (one) => {
        const button = element("button", { type: "button", className: "category-item", textContent: one.title });
        button.addEventListener("click", () => {
          if (!chosen.delete(one.id)) {
            chosen.add(one.id);
          }
          draw();
        });
        return button;
      };
      parts.left.replaceChildren(...data.all.filter((one) => !chosen.has(one.id) && one.title.toLowerCase().includes(wanted)).map(entry));
      parts.right.replaceChildren(...data.all.filter((one) => chosen.has(one.id)).map(entry));
      parts.inputs.replaceChildren(...[...chosen].map((value) => element("input", { type: "hidden", name, value })));
    };
    parts.search.addEventListener("input", draw);
    draw();
  }
});
