// What the visitor has watched (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "history",
  mount: "page-history",
  styles: ["css/history.css"],
  needs: { "api.history": "path" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(MediaCMS.api.history, "media", { count: "integer" })));
  },
});
