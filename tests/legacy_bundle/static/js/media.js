// The page of a media (spec/frontend-api-usage.md §5.4, §6.1, §6.3).
"use strict";

standIn.page({
  script: "media",
  mount: document.getElementById("page-media") ? "page-media" : undefined,
  content: !document.getElementById("page-media"),
  styles: ["css/media.css"],
  needs: { "features.media.actions": "object" },
  async run(place) {
    if (!place) {
      return;
    }
    const { ask, check, element } = standIn;
    const token = MediaCMS.mediaId ?? new URLSearchParams(location.search).get("m");
    const playlist = new URLSearchParams(location.search).get("pl");
    if (playlist) {
      await ask("GET", `${MediaCMS.api.playlists}/${playlist}`);
    }
    const media = await standIn.media(place, token);
    if (!media) {
      return;
    }
    place.append(element("h1", { textContent: media.title }));
    const actions = MediaCMS.features.media.actions;
    const pending = [ask("GET", `${MediaCMS.api.media}/${token}/comments`)];
    if (actions.comment_mention) {
      pending.push(ask("GET", MediaCMS.api.members));
    }
    const lists = await standIn.list(`${MediaCMS.api.playlists}?author=${MediaCMS.user.username}`, "playlist");
    const mine = lists.filter((one) => one.user === MediaCMS.user.username);
    for (const one of mine) {
      check("GET /playlists", one, { api_url: "path" });
      pending.push(ask("GET", `${MediaCMS.site.url}/${one.api_url.replace(/^\//, "")}`));
    }
    const [comments] = await Promise.all(pending);
    check("comments", comments.data, { count: "integer", results: "array" });
    comments.data.results.forEach((comment, i) => check(`comments [${i}]`, comment, {
      uid: "text", text: "string", author_name: "string", author_profile: "string",
      author_thumbnail_url: "text", add_date: "date",
    }));
    if (actions.share) {
      place.append(element("p", {}, element("a", { href: media.url, textContent: "Share" })));
    }
    if (MediaCMS.user.can.editMedia) {
      check("GET media", media, { edit_url: "text" });
      place.append(element("p", {}, element("a", { href: media.edit_url, textContent: "Edit" })));
    }
  },
});
