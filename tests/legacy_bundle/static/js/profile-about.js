// What a user says of themselves (spec/frontend-api-usage.md §5.7).
"use strict";

standIn.page({
  script: "profile-about",
  mount: "page-profile-about",
  styles: ["css/profile-about.css"],
  needs: { profileId: "text" },
  async run(place) {
    const profile = await standIn.profile();
    place.append(standIn.element("h1", { textContent: profile.name || profile.username }));
  },
});
