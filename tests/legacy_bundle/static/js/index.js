// The start page (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "index",
  mount: "page-home",
  needs: { "api.media": "path" },
  async run(place) {
    const lists = await Promise.all(
      ["?show=featured", "?show=recommended", ""].map((query) => standIn.list(`${MediaCMS.api.media}${query}`, "media")),
    );
    place.append(...lists.map(standIn.cards));
  },
});
