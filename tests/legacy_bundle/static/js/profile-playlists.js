// The playlists of a user (spec/frontend-api-usage.md §5.7, §6.2).
"use strict";

standIn.page({
  script: "profile-playlists",
  mount: "page-profile-playlists",
  styles: ["css/profile-playlists.css"],
  needs: { profileId: "text" },
  async run(place) {
    const profile = await standIn.profile();
    place.append(standIn.cards(await standIn.list(`${MediaCMS.api.playlists}?author=${profile.username}`, "playlist")));
  },
});
