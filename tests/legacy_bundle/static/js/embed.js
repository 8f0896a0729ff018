// The player alone (spec/frontend-api-usage.md §5.5, §7.7; spec/page-shell.md §10.1).
"use strict";

standIn.page({
  script: "embed",
  mount: "page-embed",
  embed: true,
  needs: { mediaId: "text" },
  async run(place, { lms }) {
    const query = new URLSearchParams(location.search);
    const on = (name) => query.get(name) !== "0";
    const media = await standIn.media(place, MediaCMS.mediaId, {
      inEmbed: true,
      showTitle: on("showTitle"),
      showRelated: on("showRelated"),
      showUserAvatar: on("showUserAvatar"),
      linkTitle: on("linkTitle"),
      urlTimestamp: Number(query.get("t") ?? 0),
      urlMuted: query.get("muted") === "1",
      parentMediaBase: lms ? query.get("parent_media_base") : null,
    });
    if (!media || !on("showTitle")) {
      return;
    }
    const title = standIn.element(on("linkTitle") ? "a" : "span", { className: "embed-title", textContent: media.title });
    if (on("linkTitle")) {
      title.href = media.url;
      title.target = "_blank";
    }
    place.append(title);
  },
});
