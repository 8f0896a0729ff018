// The player of the stand-in (spec/frontend-api-usage.md §7): finds its source as the real one does, and does what
// a policy could forbid it: styles made by script, a media source behind a blob, a worker from a blob.
"use strict";

window.triggerVideoJSMount = async () => {
  const { element, report } = standIn;
  const { data, siteUrl, inEmbed, urlTimestamp, urlMuted } = window.MEDIA_DATA;
  const id = inEmbed ? "video-embed" : "video-main";
  const place = document.getElementById(inEmbed ? "video-js-root-embed" : "video-js-root-main");

  // HLS first, then the renditions, then the original.
  function source() {
    const best = Object.values(data.encodings_info).map((codecs) => codecs.h264?.url).filter(Boolean).at(-1);
    return { playlist: data.hls_info.master_file && siteUrl + data.hls_info.master_file, file: best ?? siteUrl + data.original_media_url };
  }

  async function text(address) {
    const answer = await fetch(address);
    if (!answer.ok) {
      report(`${address} answered ${answer.status}`);
    }
    return answer.text();
  }

  // Reads master playlist, one variant and its first segment.
  async function readPlaylist(address) {
    const lines = (await text(address)).split("\n");
    const variant = lines.find((line) => line.trim() && !line.startsWith("#"));
    if (!variant) {
      report(`${address} names no variant`);
      return;
    }
    const list = new URL(variant, address).href;
    const segment = (await text(list)).split("\n").find((line) => line.trim() && !line.startsWith("#"));
    await text(new URL(segment, list).href);
  }

  function useWorker() {
    return new Promise((resolve) => {
      const worker = new Worker(URL.createObjectURL(new Blob(["postMessage('ready')"], { type: "text/javascript" })));
      worker.addEventListener("message", () => resolve(worker.terminate()));
      worker.addEventListener("error", () => resolve(report("a worker from a blob is not allowed")));
    });
  }

  function useMediaSource() {
    const media = new MediaSource();
    const probe = element("video", { src: URL.createObjectURL(media) });
    return new Promise((resolve) => {
      media.addEventListener("sourceopen", resolve);
      probe.addEventListener("error", () => resolve(report("a media source behind a blob is not allowed")));
    });
  }

  const sheet = element("style", { className: "vjs-styles-dimensions", textContent: ".video-js { width: 100%; }" });
  document.head.append(sheet);
  if (!sheet.sheet) report("a style sheet made by script is not allowed");
  place.setAttribute("style", "min-height: 9px");
  if (getComputedStyle(place).minHeight !== "9px") report("a style attribute set by script is not allowed");
  const { playlist, file } = source();
  const video = element("video", { id, className: "video-js", controls: true, preload: "metadata", muted: Boolean(urlMuted), playsInline: true });
  video.poster = data.poster_url ? siteUrl + data.poster_url : "";
  for (const track of data.subtitles_info) {
    video.append(element("track", { kind: "subtitles", src: siteUrl + track.src, srclang: track.srclang, label: track.label }));
  }
  place.append(video);
  const loaded = new Promise((resolve) => {
    video.addEventListener("loadedmetadata", resolve);
    video.addEventListener("error", () => resolve(report(`${file} does not play: ${video.error?.message}`)));
  });
  video.src = file;
  await Promise.all([loaded, playlist && readPlaylist(playlist), useWorker(), useMediaSource()]);
  if (data.sprites_url) {
    await text(siteUrl + data.sprites_url);
  }
  if (urlTimestamp && urlTimestamp < video.duration) {
    video.currentTime = urlTimestamp;
  }
  window.videojsPlayers = { ...window.videojsPlayers, [id]: video };
};
