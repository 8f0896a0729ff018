// What the visitor has liked (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "liked",
  mount: "page-liked",
  styles: ["css/liked.css"],
  needs: { "api.liked": "path" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(MediaCMS.api.liked, "media", { count: "integer" })));
  },
});
