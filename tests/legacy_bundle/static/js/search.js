// Search results (spec/frontend-api-usage.md §5.3).
"use strict";

standIn.page({
  script: "search",
  mount: "page-search",
  needs: { "api.search": "path" },
  async run(place) {
    const query = new URLSearchParams(location.search);
    const [q, t, c] = ["q", "t", "c"].map((name) => query.get(name) ?? "");
    if (!q && !t && !c) {
      return;
    }
    const address = `${MediaCMS.api.search}?q=${q}${t && `&t=${t}`}${c && `&c=${c}`}`;
    place.append(standIn.cards(await standIn.list(address, "found", { count: "integer" })));
  },
});
