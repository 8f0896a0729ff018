// The video player: HLS through hls.js, else by the browser itself, else the files that the page lists. While
// the server still works on a video, its state is asked for and shown, and the player moves on to what is ready.

const POLL_FIRST = 2000; // milliseconds
const POLL_LONGEST = 10000;
const POLLS_FOR_HLS = 12; // after the last rendition; there may be none where the server makes no HLS
const START_BANDWIDTH = 4e6; // bits a second, until it has been measured
const FINISHED = ["success", "fail"];
const HLS_TYPE = "application/vnd.apple.mpegurl";

const TEXTS = JSON.parse(document.querySelector("[data-player]").dataset.texts);

class Player {
  constructor(element) {
    this.element = element;
    this.video = element.querySelector("video");
    this.problem = element.querySelector("[data-problem]");
    this.panel = element.querySelector("[data-encoding]");
    this.text = element.querySelector("[data-encoding-text]");
    this.waiting = element.querySelector("[data-waiting]");
    this.list = element.querySelector("[data-renditions]");
    this.state = element.dataset.status;
    this.master = "";
    this.delay = POLL_FIRST;
    this.pollsForHls = POLLS_FOR_HLS;
    this.watchProblems();
    this.startAt(Number(element.dataset.start));
    this.showRelatedAtEnd(document.querySelector("[data-related]"));
    if (element.dataset.hls) this.playHls(element.dataset.hls);
    if (!this.panel.hidden && this.state !== "fail") this.pollLater();
  }

  // -- playing --------------------------------------------------------------------------------------------

  // The playlist grows while renditions are added: it is read anew at the end, unless somebody watches.
  async playHls(url) {
    this.master = url;
    const Hls = await this.loadHls();
    if (Hls?.isSupported()) {
      this.attach(Hls, url);
    } else if (this.video.canPlayType(HLS_TYPE)) {
      this.replaceSource(() => (this.video.src = url));
    }
  }

  async loadHls() {
    if (!window.MediaSource && !window.ManagedMediaSource) return null;
    try {
      return (await import(this.element.dataset.hlsModule)).default;
    } catch {
      return null; // The listed files are played instead.
    }
  }

  attach(Hls, url) {
    this.hls?.destroy();
    const hls = new Hls({
      workerPath: this.element.dataset.hlsWorker,
      capLevelToPlayerSize: true,
      abrEwmaDefaultEstimate: START_BANDWIDTH,
    });
    this.hls = hls;
    let recovered = false;
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !recovered) {
        recovered = true;
        hls.recoverMediaError();
      } else {
        this.leaveHls();
      }
    });
    hls.loadSource(url);
    this.replaceSource(() => hls.attachMedia(this.video));
    this.element.dataset.engine = "hls.js";
  }

  // A start behind the end counts for nothing.
  startAt(seconds) {
    if (!seconds) return;
    this.video.addEventListener(
      "loadedmetadata",
      () => {
        if (this.video.currentTime === 0 && seconds < this.video.duration) this.video.currentTime = seconds;
      },
      { once: true },
    );
  }

  showRelatedAtEnd(related) {
    if (!related) return;
    this.video.addEventListener("ended", () => (related.hidden = false));
    this.video.addEventListener("playing", () => (related.hidden = true));
  }

  isUntouched() {
    return this.video.paused && this.video.currentTime === 0;
  }

  leaveHls() {
    this.hls.destroy();
    this.hls = null;
    delete this.element.dataset.engine;
    this.replaceSource(() => {
      this.video.removeAttribute("src");
      this.video.load();
    });
  }

  // Goes on at the same place, and plays on if it played.
  replaceSource(replace) {
    const { currentTime, paused } = this.video;
    this.problem.hidden = true;
    replace();
    if (currentTime > 0) {
      this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = currentTime), { once: true });
    }
    if (!paused) this.video.play().catch(() => {});
  }

  setSources(sources) {
    if (this.hls || sources.length === 0) return;
    const current = [...this.video.querySelectorAll("source")].map((source) => source.getAttribute("src"));
    if (current.join() === sources.map((source) => source.url).join()) return;
    this.replaceSource(() => {
      for (const source of this.video.querySelectorAll("source")) source.remove();
      this.video.prepend(
        ...sources.map(({ url, type }) => Object.assign(document.createElement("source"), { src: url, type })),
      );
      this.video.load();
    });
  }

  watchProblems() {
    // `error` does not bubble; the last <source> fires it when none could be played.
    this.video.addEventListener("error", () => this.showProblem(), true);
  }

  showProblem() {
    if (this.hls || this.video.networkState === HTMLMediaElement.NETWORK_LOADING) return;
    if (this.video.readyState > 0 && !this.video.error) return;
    this.problem.textContent = FINISHED.includes(this.state)
      ? TEXTS.unplayable
      : TEXTS.original;
    this.problem.hidden = false;
  }

  // -- state of encoding ----------------------------------------------------------------------------------

  pollLater() {
    setTimeout(() => this.poll(), this.delay);
    this.delay = Math.min(this.delay * 1.2, POLL_LONGEST);
  }

  async poll() {
    let media;
    try {
      const answer = await fetch(this.element.dataset.api, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      media = await answer.json();
    } catch {
      this.say(TEXTS.lost);
      this.pollLater();
      return;
    }
    const underWay = this.isUnderWay(media);
    this.show(media, underWay);
    if (underWay) this.pollLater();
  }

  isUnderWay(media) {
    if (media.encoding_status === "fail") return false;
    if (media.encoding_status !== "success") return true;
    if (renditions(media).some((one) => !FINISHED.includes(one.status))) return true;
    return !media.hls_info.master_file && this.pollsForHls-- > 0;
  }

  show(media, underWay) {
    this.state = media.encoding_status;
    this.element.dataset.status = media.encoding_status;
    this.say(media.encoding_status === "success" && !underWay ? TEXTS.ready : TEXTS[media.encoding_status]);
    this.waiting.hidden = FINISHED.includes(media.encoding_status);
    this.list.replaceChildren(...(underWay ? renditions(media).map(renditionItem) : []));
    if (media.encoding_status !== "success") return;
    if (!this.video.poster && media.poster_url) this.video.poster = media.poster_url;
    const master = media.hls_info.master_file;
    if (!master) this.setSources(playable(media));
    else if (this.mayReplace(underWay) && !(this.master && underWay)) this.playHls(encodeURI(master));
  }

  // Whoever watches the original already is not thrown back to the first, small renditions.
  mayReplace(underWay) {
    return this.isUntouched() || !this.problem.hidden || (!underWay && !this.master);
  }

  say(text) {
    if (this.text.textContent !== text) this.text.textContent = text;
  }
}

function renditions(media) {
  return Object.entries(media.encodings_info ?? {})
    .filter(([resolution]) => resolution !== "0-original")
    .flatMap(([resolution, codecs]) =>
      Object.entries(codecs).map(([codec, one]) => ({ resolution: Number(resolution), codec, ...one })),
    );
}

// The best quality up to 720 lines first: enough for most screens, and light enough for most networks.
function playable(media) {
  return renditions(media)
    .filter((one) => one.status === "success" && one.url)
    .sort((one, other) => (one.resolution > 720) - (other.resolution > 720) || other.resolution - one.resolution)
    .map((one) => ({ url: encodeURI(one.url), type: one.url.endsWith(".webm") ? "video/webm" : "video/mp4" }));
}

function renditionItem({ resolution, codec, progress, status }) {
  const item = document.createElement("li");
  const label = element("span", `${resolution}p ${codec}`);
  const bar = element("progress", `${progress} %`);
  bar.max = 100;
  bar.value = status === "success" ? 100 : progress;
  bar.setAttribute("aria-label", `${resolution}p ${codec}`);
  item.append(label, bar, element("span", TEXTS[`rendition_${status}`] ?? `${progress} %`));
  return item;
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

for (const one of document.querySelectorAll("[data-player]")) new Player(one);
