// Recommended media (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "recommended",
  mount: "page-recommended",
  needs: { "api.media": "path" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(`${MediaCMS.api.media}?show=recommended`, "media")));
  },
});
