// A profile (spec/frontend-api-usage.md §5.7, §9).
"use strict";

standIn.page({
  script: "profile-shared-by-me",
  mount: "page-profile-shared-by-me",
  styles: ["css/profile-media.css?v="],
  needs: { profileId: "text", "api.media": "path" },
  async run(place, { lms }) {
    const profile = await standIn.profile();
    const own = profile.username === MediaCMS.user.username;
    const list = await standIn.list(`${MediaCMS.api.media}?author=${profile.username}&show=shared_by_me`, "media", { count: "integer" });
    const selecting = lms && own && new URLSearchParams(location.search).get("action") === "select_media";
    place.append(selecting ? standIn.selection(list) : standIn.cards(list));
  },
});
