// Management of users (spec/frontend-api-usage.md §5.11, §6.6).
"use strict";

standIn.page({
  script: "manage-users",
  mount: "page-manage-users",
  needs: { "api.manage_users": "path" },
  async run(place) {
    const address = MediaCMS.api.manage_users;
    const { data } = await standIn.ask("GET", address);
    standIn.check(`GET ${address}`, data, { count: "integer", next: "address|null", results: "array" });
    data.results.forEach((row, i) => standIn.check(`GET ${address} [${i}]`, row, {
      username: "text", name: "string", url: "address", date_added: "date", is_featured: "boolean",
    }));
    place.append(standIn.cards(data.results));
  },
});
