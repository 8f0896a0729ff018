// The upload form: several files one after the other, by drag and drop too, each with its progress and its result.
// Without this script the form is sent as an ordinary one.

const TEXTS = JSON.parse(document.querySelector("[data-upload]").dataset.texts);

class UploadForm {
  constructor(form) {
    this.form = form;
    this.files = form.querySelector("input[type=file]");
    this.list = form.querySelector("[data-files]");
    this.submit = form.querySelector("[data-submit]");
    this.live = form.querySelector("[data-announce]");
    this.dropzone = form.querySelector("[data-dropzone]");
    this.template = document.querySelector("[data-file-template]");
    this.uploads = [];
    this.files.multiple = true;
    this.files.required = false;
    form.querySelector("[data-plain]").hidden = true;
    for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
    this.files.addEventListener("change", () => {
      this.add(this.files.files);
      this.files.value = "";
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    this.acceptDrops();
    window.addEventListener("beforeunload", (event) => {
      if (this.uploads.some((upload) => upload.state === "sending")) event.preventDefault();
    });
  }

  acceptDrops() {
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.dropzone.classList.add("over");
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) this.dropzone.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      this.dropzone.classList.remove("over");
      this.add(event.dataTransfer.files);
    });
  }

  add(files) {
    const room = Number(this.form.dataset.maxFiles) - this.uploads.length;
    const taken = [...files].slice(0, room);
    for (const file of taken) this.uploads.push(new Upload(this, file));
    this.list.hidden = this.uploads.length === 0;
    const left = files.length - taken.length;
    this.announce(left ? say("left_out", { count: left }) : say("chosen", { count: taken.length }));
  }

  remove(upload) {
    this.uploads = this.uploads.filter((other) => other !== upload);
    this.list.hidden = this.uploads.length === 0;
    this.files.focus();
  }

  async start() {
    if (this.busy) return;
    const waiting = () => this.uploads.find((upload) => upload.state === "chosen");
    if (!waiting()) {
      this.announce(TEXTS.choose);
      this.files.focus();
      return;
    }
    this.busy = this.submit.disabled = true;
    for (let upload = waiting(); upload; upload = waiting()) await upload.send();
    this.busy = this.submit.disabled = false;
    this.finish();
  }

  finish() {
    const failed = this.uploads.filter((upload) => upload.state === "failed").length;
    const done = this.uploads.filter((upload) => upload.state === "done").length;
    this.announce(say(failed ? "finished_with_failures" : "finished", { count: done, failed }));
  }

  announce(text) {
    this.live.textContent = text;
  }
}

class Upload {
  constructor(owner, file) {
    this.owner = owner;
    this.file = file;
    this.item = owner.template.content.firstElementChild.cloneNode(true);
    for (const part of ["name", "size", "title", "progress", "text", "cancel", "retry", "result", "title-field"]) {
      this[part.replace("-f", "F")] = this.item.querySelector(`[data-${part}]`);
    }
    this.name.textContent = file.name;
    this.size.textContent = readableSize(file.size);
    this.title.value = file.name.slice(0, 100);
    this.cancel.setAttribute("aria-label", say("remove_file", { name: file.name }));
    this.progress.setAttribute("aria-label", say("progress_of", { name: file.name }));
    this.cancel.addEventListener("click", () => this.abandon());
    this.retry.addEventListener("click", () => {
      this.setState("chosen", "");
      owner.start();
    });
    owner.list.append(this.item);
    this.setState("chosen", "");
    const largest = Number(owner.form.dataset.maxSize);
    if (file.size > largest) {
      this.setState("failed", say("too_large", { size: readableSize(largest) }));
      this.retry.hidden = true;
    }
  }

  setState(state, text) {
    this.state = state;
    this.text.textContent = text;
    this.item.classList.toggle("failed", state === "failed");
    this.item.classList.toggle("done", state === "done");
    this.progress.hidden = state !== "sending";
    this.titleField.hidden = state !== "chosen";
    this.retry.hidden = state !== "failed";
    this.cancel.hidden = state === "done";
    this.cancel.textContent = state === "sending" ? TEXTS.cancel : TEXTS.remove;
    if (state === "failed") this.owner.announce(`${this.file.name}: ${text}`);
  }

  abandon() {
    this.request?.abort();
    this.state = "removed";
    this.item.remove();
    this.owner.remove(this);
  }

  send() {
    this.setState("sending", TEXTS.starting);
    this.progress.value = 0;
    const body = new FormData();
    body.set("title", this.title.value);
    body.set("description", this.owner.form.elements.description.value);
    body.set("media_file", this.file);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      this.request = request;
      request.upload.addEventListener("progress", (event) => this.showProgress(event));
      request.addEventListener("load", () => this.finish(request));
      request.addEventListener("error", () =>
        this.setState("failed", TEXTS.broken),
      );
      request.addEventListener("loadend", () => {
        this.request = null;
        resolve();
      });
      request.open("POST", this.owner.form.dataset.api);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", this.owner.form.elements.csrfmiddlewaretoken.value);
      request.send(body);
    });
  }

  showProgress({ lengthComputable, loaded, total }) {
    if (!lengthComputable) return;
    const percent = Math.floor((loaded / total) * 100);
    this.progress.value = percent;
    this.text.textContent =
      loaded < total
        ? say("progress", { percent, sent: readableSize(loaded), total: readableSize(total) })
        : TEXTS.sent;
  }

  finish(request) {
    const answer = parse(request.responseText);
    if (request.status !== 201) {
      this.setState("failed", errorText(request.status, answer));
      return;
    }
    if (answer.encoding_status === "fail") {
      this.setState("done", TEXTS.unusable);
      this.item.classList.replace("done", "failed");
    } else if (answer.media_type === "video" && answer.encoding_status !== "success") {
      this.setState("done", TEXTS.encoding);
    } else {
      this.setState("done", TEXTS.uploaded);
    }
    this.result.href = answer.url;
    this.result.setAttribute("aria-label", say("show", { title: answer.title }));
    this.result.hidden = false;
    this.owner.announce(say("file_uploaded", { name: this.file.name }));
    document.dispatchEvent(new CustomEvent("portal:uploaded", { detail: answer }));
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // An error page of the web server.
  }
}

// API v1 answers `{"detail": text}` or, for fields, `{"<field>": [texts]}`.
function errorText(status, answer) {
  if (answer?.detail) return String(answer.detail);
  if (answer && typeof answer === "object") {
    const texts = Object.values(answer).flat().filter((text) => typeof text === "string");
    if (texts.length) return texts.join(" ");
  }
  if (status === 413) return TEXTS.too_large_here;
  if (status === 403) return TEXTS.forbidden;
  return say("refused", { status });
}

function readableSize(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1);
  const value = bytes / 1024 ** power;
  const digits = power && value < 100 ? 1 : 0;
  const number = value.toLocaleString(document.documentElement.lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number} ${units[power]}`;
}

// A text with its {names} filled in.
function say(text, values) {
  return TEXTS[text].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

for (const form of document.querySelectorAll("[data-upload]")) new UploadForm(form);
