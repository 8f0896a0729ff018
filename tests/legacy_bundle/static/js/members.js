// All members (spec/frontend-api-usage.md §5.2).
"use strict";

standIn.page({
  script: "members",
  mount: "page-members",
  needs: { "api.members": "path" },
  async run(place) {
    place.append(standIn.cards(await standIn.list(MediaCMS.api.members, "user")));
  },
});
