// A playlist (spec/frontend-api-usage.md §5.6, §6.5).
"use strict";

standIn.page({
  script: "playlist",
  mount: "page-playlist",
  styles: ["css/playlist.css"],
  async run(place) {
    const id = location.href.split("/").at(-1);
    const address = `${MediaCMS.api.playlists}/${id}`;
    const { data } = await standIn.ask("GET", address);
    standIn.check(`GET ${address}`, data, {
      title: "text", description: "string", add_date: "date", user: "text", user_thumbnail_url: "string|null",
      playlist_media: "array",
    });
    data.playlist_media.forEach((item, i) => standIn.checkItem(`GET ${address} [${i}]`, item, "shown"));
    place.append(standIn.cards(data.playlist_media));
  },
});
