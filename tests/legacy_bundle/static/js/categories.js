// All categories (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "categories",
  mount: "page-categories",
  needs: { "api.categories": "path", "features.listings": "object" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(MediaCMS.api.categories, "category")));
  },
});
