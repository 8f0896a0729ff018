// The shared chunk of the stand-in: what every page needs, and how a page says that something is missing.
// Facts: spec/page-shell.md §2, §3, §6, §9, §11, §14 and spec/frontend-api-usage.md §1, §3, §4.
"use strict";

window.standIn = (() => {
  const problems = [];
  const root = document.documentElement;
  const cms = window.MediaCMS;

  // -- reporting ---------------------------------------------------------------------------------------------

  function report(text) {
    problems.push(text);
    console.error(`stand-in: ${text}`);
    root.dataset.standIn = "failed";
    show();
  }

  function show() {
    if (!document.body) {
      return;
    }
    let box = document.querySelector(".stand-in-problems");
    if (!box) {
      box = document.createElement("ul");
      box.className = "stand-in-problems";
      document.body.prepend(box);
    }
    box.replaceChildren(...problems.map((text) => element("li", { textContent: text })));
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // -- types -------------------------------------------------------------------------------------------------

  const KINDS = {
    any: () => true,
    array: Array.isArray,
    boolean: (value) => typeof value === "boolean",
    "false": (value) => value === false,
    integer: Number.isInteger,
    "null": (value) => value === null,
    number: (value) => typeof value === "number",
    object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    string: (value) => typeof value === "string",
    text: (value) => typeof value === "string" && value !== "",
    "true": (value) => value === true,
    absent: (value) => value === undefined,
    address: (value) => typeof value === "string" && /^https?:\/\//.test(value),
    path: (value) => typeof value === "string" && value.startsWith("/"),
    relative: (value) => typeof value === "string" && value !== "" && !/^[a-z]+:/.test(value),
    date: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
  };

  // `types`: kinds separated by `|`, or `=` and the very value.
  function fits(value, types) {
    return types.startsWith("=") ? String(value) === types.slice(1) : types.split("|").some((kind) => KINDS[kind](value));
  }

  function at(object, path) {
    return path.split(".").reduce((value, key) => value?.[key], object);
  }

  // Reports each path of `table` (path → types) that `object` does not have as it should.
  function check(where, object, table) {
    for (const [path, types] of Object.entries(table)) {
      const value = at(object, path);
      if (!fits(value, types)) {
        const found = value === undefined ? "is missing" : `is ${JSON.stringify(value).slice(0, 80)}`;
        report(`${where}.${path} ${found}, expected ${types}`);
      }
    }
  }

  // -- window.MediaCMS ---------------------------------------------------------------------------------------

  const TREE = {
    profileId: "string",
    "api.media": "=/media",
    "api.playlists": "=/playlists",
    "api.comments": "=/comments",
    "api.search": "=/search",
    "api.tags": "=/tags",
    "api.categories": "=/categories",
    "api.members": "=/users",
    "api.liked": "=/user/action/like",
    "api.history": "=/user/action/watch",
    "api.actions": "=/actions",
    "url.home": "=/",
    "url.search": "=/search",
    "url.latestMedia": "=/latest",
    "url.featuredMedia": "=/featured",
    "url.recommendedMedia": "=/recommended",
    "url.members": "=/members",
    "url.error404": "=/error",
    "url.tags": "=/tags",
    "url.categories": "=/categories",
    "url.likedMedia": "=/liked",
    "url.history": "=/history",
    "url.addMedia": "=/upload",
    "url.recordScreen": "=/record_screen",
    "url.editProfile": "string",
    "user.is.admin": "boolean",
    "user.is.anonymous": "boolean",
    "user.pages.media": "path",
    "user.pages.about": "path",
    "user.pages.playlists": "path",
    "contents.sidebar.navMenuItems": "array",
    "contents.sidebar.belowNavMenu": "null|string",
    "contents.sidebar.footer": "text",
    "contents.uploader.belowUploadArea": "string",
    "contents.uploader.postUploadMessage": "string",
    "features.embeddedVideo.initialDimensions.width": "=560",
    "features.embeddedVideo.initialDimensions.height": "=315",
    "features.headerBar.hideLogin": "boolean",
    "features.headerBar.hideRegister": "boolean",
    "features.sideBar.hideHomeLink": "false",
    "features.sideBar.hideTagsLink": "false",
    "features.sideBar.hideCategoriesLink": "false",
    "features.media.shareOptions": "array",
    "features.mediaItem.hideDate": "false",
    "features.mediaItem.hideViews": "false",
    "features.mediaItem.hideAuthor": "false",
    "features.listings.includeNumbers": "boolean",
    "features.playlists.mediaTypes": "array",
    "pages.home.sections.latest.title": "text",
    "pages.search.advancedFilters": "true",
    "pages.media.categoriesWithTitle": "false",
    "pages.media.hideViews": "false",
    "pages.profile.includeHistory": "false",
    "pages.profile.includeLikedMedia": "false",
    "site.id": "=mediacms",
    "site.title": "text",
    "site.useRoundedCorners": "boolean",
    "site.version": "text",
    "site.theme.mode": "text",
    "site.theme.switch.position": "=sidebar",
    "site.logo.lightMode.img": "string",
    "site.logo.lightMode.svg": "string",
    "site.logo.darkMode.img": "string",
    "site.logo.darkMode.svg": "string",
    "site.pages.latest.title": "text",
    "site.pages.featured.title": "text",
    "site.pages.recommended.title": "text",
    "site.pages.members.title": "text",
    "site.userPages.liked.title": "text",
    "site.userPages.history.title": "text",
    "site.taxonomies.tags.title": "text",
    "site.taxonomies.categories.title": "text",
    "site.devEnv": "absent",
  };
  for (const name of [
    "addMedia", "editMedia", "deleteMedia", "editSubtitle", "deleteComment", "editProfile", "deleteProfile",
    "canSeeMembersPage", "manageMedia", "manageUsers", "manageComments", "usersNeedsToBeApproved",
  ]) {
    TREE[`user.can.${name}`] = "boolean";
  }
  Object.assign(TREE, { "user.can.readComment": "true", "user.can.addComment": "true" });
  for (const name of ["share", "report", "like", "dislike", "comment_mention"]) {
    TREE[`features.media.actions.${name}`] = "boolean";
  }
  for (const name of ["download", "comment", "save"]) {
    TREE[`features.media.actions.${name}`] = "true";
  }
  const OF_MEMBERS = {
    "user.name": "text",
    "user.username": "text",
    "user.thumbnail": "path",
    "url.editProfile": "path",
    "url.signout": "=/accounts/logout/",
    "url.editChannel": "text",
    "url.changePassword": "=/accounts/password/change/",
    "url.signin": "absent",
    "url.register": "absent",
  };
  const OF_VISITORS = {
    "user.name": "null",
    "user.username": "null",
    "user.thumbnail": "null",
    "url.signin": "=/accounts/login/",
    "url.register": "=/accounts/signup/",
    "url.signout": "absent",
    "url.admin": "absent",
  };

  function checkGlobals() {
    for (const name of ["MediaCMS", "TRANSLATION", "REPLACEMENTS"]) {
      if (!fits(window[name], "object")) {
        report(`window.${name} is missing, expected object before _commons.js`);
      }
    }
    if (!cms) {
      return;
    }
    check("MediaCMS", cms, TREE);
    check("MediaCMS", cms, cms.user?.is?.anonymous === false ? OF_MEMBERS : OF_VISITORS);
    check("MediaCMS", cms, { "url.admin": cms.user?.is?.admin ? "path" : "absent" });
    for (const [right, api] of [["Media", "media"], ["Users", "users"], ["Comments", "comments"]]) {
      const types = cms.user?.can?.[`manage${right}`] ? "path" : "absent";
      check("MediaCMS", cms, { [`url.manage${right}`]: types, [`api.manage_${api}`]: types });
    }
    check("MediaCMS", cms, { "site.url": `=${location.origin}`, "site.api": `=${location.origin}/api/v1` });
    if (cms.user?.is?.anonymous === false && cookie("csrftoken") === null) {
      report("cookie csrftoken is missing or hidden from scripts: nothing could be written");
    }
    for (const [name, table] of [["TRANSLATION", window.TRANSLATION], ["REPLACEMENTS", window.REPLACEMENTS]]) {
      for (const [key, value] of Object.entries(table ?? {})) {
        if (typeof value !== "string") {
          report(`${name}[${key}] is no text`);
        }
      }
    }
  }

  // -- the document ------------------------------------------------------------------------------------------

  // Addresses with their version as `?v=`, without the host.
  function addresses(selector, attribute) {
    return [...document.querySelectorAll(selector)].map((one) =>
      one.getAttribute(attribute).replace(location.origin, "").replace(/\?v=[\w.]+$/, "?v="));
  }

  function expectList(what, found, expected) {
    if (found.join(" ") !== expected.join(" ")) {
      report(`${what}: ${found.join(" ") || "none"}, expected ${expected.join(" ")}`);
    }
  }

  const COMMON_STYLES = [
    "/static/lib/material-icons/material-icons.css",
    "/static/lib/gfonts/gfonts.css",
    "/static/css/_commons.css?v=",
    "/static/css/_extra.css?v=",
  ];

  function checkAssets({ script, styles = [], headScripts = [] }) {
    const wanted = [...COMMON_STYLES, ...styles.map((path) => `/static/${path}`)];
    expectList("stylesheets of the head", addresses("head link[rel=stylesheet]", "href"), wanted);
    expectList("scripts of the head", addresses("head script[src]", "src"), headScripts.map((path) => `/static/${path}`));
    const last = ["/static/js/_commons.js?v=", `/static/js/${script}.js?v=`];
    expectList("scripts at the end of the body", addresses("body > script[src]", "src"), last);
    for (const one of document.querySelectorAll("script[src]")) {
      if (one.defer || one.async || one.type === "module") {
        report(`${one.src} must be a plain blocking script`);
      }
    }
    const preloads = addresses("link[rel=preload]", "href");
    for (const path of [...wanted, last[0]]) {
      if (!preloads.includes(path)) {
        report(`${path} is not preloaded`);
      }
    }
  }

  function checkSkeleton({ mount, root: editor, embed, content }) {
    const mounts = [...document.querySelectorAll("div[id]")].filter((one) => !one.innerHTML.trim()).map((one) => one.id);
    const own = mount ?? editor;
    const expected = embed ? [mount] : ["app-header", "app-sidebar", ...(own ? [own] : []), "app-footer"];
    expectList("empty mount points", mounts, expected);
    const parts = [...document.body.children].filter((one) => one.localName === "div");
    const names = parts.map((one) => one.id || one.className);
    expectList("parts of the body", names, embed ? ["page-main-wrap"] : ["app-header", "app-sidebar", "page-main-wrap", "app-footer"]);
    if (content && !document.querySelector(".page-main-wrap > .page-main > .page-main-inner")) {
      report(".page-main > .page-main-inner is missing around the content");
    }
    if (content && !document.querySelector(".page-main > .page-sidebar-content-overlay")) {
      report(".page-sidebar-content-overlay is missing: the sidebar could not be closed");
    }
    for (const alert of document.querySelectorAll(".page-main-wrap .alert.alert-dismissible")) {
      if (!alert.querySelector("button.close[data-dismiss=alert]")) {
        report("a message has no button that closes it");
      }
    }
  }

  // -- cookies, requests -------------------------------------------------------------------------------------

  function cookie(name) {
    const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
  }

  // Sends a request as the bundle does and returns {status, data}; reports what is neither JSON nor expected.
  async function ask(method, address, { body, expected = [200], accept = "application/json, text/plain, */*" } = {}) {
    const url = /^https?:/.test(address) ? address : `${cms.site.api}/${address.replace(/^\/+/, "")}`;
    const headers = { Accept: accept };
    if (method !== "GET") {
      headers["X-CSRFToken"] = cookie("csrftoken");
    }
    if (body && !(body instanceof FormData)) {
      headers["Content-Type"] = "application/json";
    }
    const said = `${method} ${url.replace(cms.site.url, "")}`;
    const answer = await fetch(url, { method, headers, body: body instanceof FormData ? body : body && JSON.stringify(body) });
    if (answer.redirected || !expected.includes(answer.status)) {
      report(`${said} answered ${answer.status}${answer.redirected ? " after a redirect" : ""}, expected ${expected.join(" or ")}`);
    }
    const text = await answer.text();
    try {
      return { status: answer.status, data: text ? JSON.parse(text) : null };
    } catch {
      report(`${said} answered no JSON: ${text.slice(0, 60)}`);
      return { status: answer.status, data: null };
    }
  }

  const MEDIA_ITEM = {
    url: "address",
    title: "string",
    thumbnail_url: "path|address|null",
    preview_url: "relative|null",
    views: "integer",
    add_date: "date",
    author_name: "string",
    author_profile: "relative|address",
    media_type: "text",
    friendly_token: "text",
    description: "string|null",
  };
  const ITEMS = {
    media: MEDIA_ITEM,
    found: { ...MEDIA_ITEM, description: "string" },
    taxonomy: { title: "text", thumbnail_url: "string|null", media_count: "integer" },
    category: { title: "text", description: "string", uid: "text", media_count: "integer" },
    user: { username: "text", url: "address", thumbnail_url: "string|null", description: "string", date_added: "date" },
    playlist: { title: "text", url: "path|address", thumbnail_url: "string|null", add_date: "date", media_count: "integer", user: "text" },
    shown: { url: "address", title: "string", thumbnail_url: "string|null", friendly_token: "text", media_type: "text" },
  };

  // Asks for a list in either shape, checks what cards read, and returns its items.
  async function list(address, kind, extra = {}) {
    const { status, data } = await ask("GET", address);
    if (status !== 200 || !data) {
      return [];
    }
    if (!Array.isArray(data)) {
      check(`GET ${address}`, data, { results: "array", next: "address|null|absent", ...extra });
    }
    const items = Array.isArray(data) ? data : data.results ?? [];
    items.forEach((item, i) => checkItem(`GET ${address} [${i}]`, item, kind));
    return items;
  }

  function checkItem(where, item, kind) {
    check(where, item, ITEMS[kind]);
  }

  // The user whose profile is shown: every profile page asks for it first.
  async function profile() {
    const address = `${cms.api.members}/${cms.profileId}`;
    const { data } = await ask("GET", address);
    check(`GET ${address}`, data, {
      username: "text", name: "string", thumbnail_url: "string|null", banner_thumbnail_url: "string|null|absent",
      description: "string", edit_url: "string|null", default_channel_edit_url: "string|null",
    });
    return data;
  }

  function cards(items) {
    const address = (item) => item.url ?? item.media_url ?? "#";
    const text = (item) => item.title || item.username || item.text || "-";
    return element("ul", { className: "cards" }, ...items.map((item) =>
      element("li", {}, element("a", { href: address(item), textContent: text(item) }))));
  }

  // In a frame of a learning platform a click on a card tells the platform which media it is.
  function selection(items) {
    return element("ul", { className: "cards" }, ...items.map((item) => {
      const button = element("button", { type: "button", textContent: item.title });
      button.addEventListener("click", () => window.parent.postMessage({
        type: "videoSelected", embedUrl: `${location.origin}/embed?m=${item.friendly_token}`, videoId: item.friendly_token,
      }, "*"));
      return element("li", {}, button);
    }));
  }

  // -- header, sidebar, theme --------------------------------------------------------------------------------

  const said = (text) => window.TRANSLATION?.[text] || text;
  const link = (text, href) => element("a", { href, textContent: said(text) });

  function lmsMode() {
    const query = new URLSearchParams(location.search);
    if (query.get("mode") === "lms_embed_mode") {
      sessionStorage.setItem("lms_embed_mode", "true");
    } else if (query.get("mode") === "standard") {
      sessionStorage.removeItem("lms_embed_mode");
    }
    return sessionStorage.getItem("lms_embed_mode") === "true";
  }

  function drawHeader() {
    const { url, user, site } = cms;
    const logo = element("a", { href: url.home, title: site.title }, element("img", { src: site.logo.lightMode.svg || site.logo.lightMode.img, alt: site.title }));
    const box = element("input", { type: "search", name: "q", ariaLabel: said("Search") });
    const hits = element("ul", { className: "hits" });
    box.addEventListener("input", async () => {
      const { data } = await ask("GET", `${cms.api.search}?show=titles&q=${box.value.trim()}`);
      hits.replaceChildren(...data.map((hit) => element("li", { textContent: hit.title })));
    });
    const menu = element("nav", { ariaLabel: "Header" });
    if (user.is.anonymous) {
      menu.append(...(cms.features.headerBar.hideLogin ? [] : [link("Sign in", url.signin)]));
      menu.append(...(cms.features.headerBar.hideRegister ? [] : [link("Register", url.register)]));
    } else {
      menu.append(...(user.can.addMedia ? [link("Upload", url.addMedia), link("Record", "/record_screen"), link("My media", user.pages.media)] : []));
      menu.append(link(user.name, user.pages.about), link("Edit profile", url.editProfile), link("Change password", url.changePassword));
      menu.append(...(url.admin ? [link("MediaCMS administration", url.admin)] : []), link("Sign out", url.signout));
    }
    document.getElementById("app-header").append(element("header", { role: "banner" }, logo, element("form", { action: url.search, role: "search" }, box), hits, menu));
  }

  function drawSidebar() {
    const { url, user } = cms;
    const nav = element("nav", { ariaLabel: "Sidebar" });
    nav.append(link("Home", url.home), link("Featured", url.featuredMedia), link("Recommended", url.recommendedMedia), link("Latest", url.latestMedia), link("Tags", url.tags), link("Categories", url.categories));
    nav.append(...(user.can.canSeeMembersPage ? [link("Members", url.members)] : []));
    nav.append(link("History", url.history), link("Liked media", url.likedMedia), link("About", "/about"), link("Terms", "/tos"), link("Contact", "/contact"), link("Language", "/setlanguage"));
    nav.append(...["Media", "Users", "Comments"].filter((what) => user.can[`manage${what}`]).map((what) => link(`Manage ${what.toLowerCase()}`, url[`manage${what}`])));
    document.getElementById("app-sidebar").append(nav);
  }

  function applyTheme() {
    const key = `MediaCMS[${cms.site.id}][theme][mode]`;
    const stored = JSON.parse(localStorage.getItem(key) ?? "null");
    const mode = stored?.value ?? cms.site.theme.mode;
    localStorage.setItem(key, JSON.stringify({ value: mode, expire: Date.now() + 864e5 }));
    document.body.classList.toggle("dark_theme", mode === "dark");
  }

  function closeAlerts() {
    document.querySelectorAll(".alert.alert-dismissible .close").forEach((button) => button.addEventListener("click", () => {
      const box = button.closest(".alert");
      box?.classList.add("hiding");
      setTimeout(() => box?.remove(), 400);
    }));
  }

  // -- a page ------------------------------------------------------------------------------------------------

  // Boots a page. `needs`: keys of MediaCMS it cannot do without; `run`: its requests, given the mount point.
  async function page(options) {
    checkAssets(options);
    checkSkeleton(options);
    check("MediaCMS", cms, options.needs ?? {});
    const place = options.mount && document.getElementById(options.mount);
    if (problems.length) {
      return;
    }
    try {
      applyTheme();
      const embedded = lmsMode();
      document.body.classList.toggle("embedded-app", embedded);
      if (!options.embed && !embedded) {
        drawHeader();
        drawSidebar();
      }
      setTimeout(closeAlerts, 1000);
      await options.run?.(place, { lms: embedded });
    } catch (error) {
      report(`${error.name}: ${error.message}`);
    }
    root.dataset.standIn ??= "ready";
  }

  checkGlobals();
  return { ask, cards, check, checkItem, cookie, element, list, page, profile, report, selection };
})();

// What the page of a media and the embedded player share (spec/frontend-api-usage.md §6.1, §7.1;
// spec/page-shell.md §10.2).
standIn.media = async (place, token, options = {}) => {
  const { ask, check, element, report } = standIn;
  const ERRORS = { 401: "Media is private", 400: "Media is unavailable" };
  const DETAIL = {
    media_type: "text", title: "string", url: "text", description: "string", views: "integer", likes: "integer",
    dislikes: "integer", add_date: "date", author_name: "string", author_profile: "relative|address",
    author_thumbnail: "text", state: "text", is_shared: "boolean", thumbnail_url: "string|null",
    poster_url: "string|null", original_media_url: "relative", related_media: "array", size: "string|null",
    subtitles_info: "array", chapter_data: "array", categories_info: "array", tags_info: "array",
    enable_comments: "boolean", allow_download: "boolean", reported_times: "integer|absent",
    is_reviewed: "boolean|absent", edit_url: "text|absent",
  };
  const PLAYED = { encodings_info: "object", hls_info: "object", encoding_status: "text", duration: "integer" };

  const { status, data } = await ask("GET", `${MediaCMS.api.media}/${token}`, { expected: [200, 400, 401] });
  if (ERRORS[status]) {
    place.append(element("p", { className: "media-error", textContent: ERRORS[status] }));
    return null;
  }
  check("GET media", data, DETAIL);
  data.related_media.forEach((item, i) => standIn.checkItem(`related media [${i}]`, item, "shown"));
  if (!["video", "audio"].includes(data.media_type)) {
    place.append(element("img", { src: data.poster_url || data.thumbnail_url || data.original_media_url, alt: data.title }));
    return data;
  }
  check("GET media", data, PLAYED);
  data.subtitles_info.forEach((track, i) => check(`captions [${i}]`, track, { src: "relative", srclang: "text", label: "text" }));
  if (window.MEDIA_DATA !== undefined) {
    report("the page defines MEDIA_DATA, which is the player's");
  }
  const { url, version } = MediaCMS.site;
  place.append(element("div", { id: options.inEmbed ? "video-js-root-embed" : "video-js-root-main" }));
  window.MEDIA_DATA = { data, siteUrl: url, version, useRoundedCorners: MediaCMS.site.useRoundedCorners, ...options };
  document.head.append(element("link", { rel: "stylesheet", href: `${url}/static/video_js/video-js.css?v=${version}` }));
  await new Promise((resolve, reject) => {
    const script = element("script", { src: `${url}/static/video_js/video-js.js?v=${version}` });
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("the player could not be loaded")));
    document.head.append(script);
  });
  await window.triggerVideoJSMount();
  return data;
};
