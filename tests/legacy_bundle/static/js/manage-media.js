// Management of media (spec/frontend-api-usage.md §5.11, §6.6).
"use strict";

standIn.page({
  script: "manage-media",
  mount: "page-manage-media",
  needs: { "api.manage_media": "path" },
  async run(place) {
    if (!Array.isArray(window.CATEGORIES)) {
      standIn.report("window.CATEGORIES is missing, expected array");
    }
    const address = MediaCMS.api.manage_media;
    const { data } = await standIn.ask("GET", address);
    standIn.check(`GET ${address}`, data, { count: "integer", next: "address|null", results: "array" });
    data.results.forEach((row, i) => standIn.check(`GET ${address} [${i}]`, row, {
      friendly_token: "text", title: "string", url: "address", author_name: "string", author_profile: "string",
      add_date: "date", media_type: "text", encoding_status: "text", state: "text", is_reviewed: "boolean",
      featured: "boolean", reported_times: "integer",
    }));
    place.append(standIn.cards(data.results));
  },
});
