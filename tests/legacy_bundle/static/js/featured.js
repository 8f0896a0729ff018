// Featured media (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "featured",
  mount: "page-featured",
  needs: { "api.media": "path" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(`${MediaCMS.api.media}?show=featured`, "media")));
  },
});
