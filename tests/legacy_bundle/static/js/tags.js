// All tags (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "tags",
  mount: "page-tags",
  needs: { "api.tags": "path", "features.listings": "object" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(MediaCMS.api.tags, "taxonomy")));
  },
});
