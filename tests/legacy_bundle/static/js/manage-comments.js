// Management of comments (spec/frontend-api-usage.md §5.11, §6.6).
"use strict";

standIn.page({
  script: "manage-comments",
  mount: "page-manage-comments",
  needs: { "api.manage_comments": "path" },
  async run(place) {
    const address = MediaCMS.api.manage_comments;
    const { data } = await standIn.ask("GET", address);
    standIn.check(`GET ${address}`, data, { count: "integer", next: "address|null", results: "array" });
    data.results.forEach((row, i) => standIn.check(`GET ${address} [${i}]`, row, {
      uid: "text", text: "string", author_name: "string", author_profile: "string", add_date: "date",
      media_url: "text",
    }));
    place.append(standIn.cards(data.results));
  },
});
