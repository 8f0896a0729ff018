// The portal inside a learning platform: without its own frame, for as long as the tab lives, and as a picker of
// media. It runs before anything is shown. `mode=standard` ends it.

(() => {
  const MODE = "lms_embed_mode";
  const query = new URLSearchParams(location.search);

  // Browsers may keep storage from pages in frames; then each address says for itself.
  const remembered = () => {
    try {
      if (query.get("mode") === MODE) sessionStorage.setItem(MODE, "true");
      if (query.get("mode") === "standard") sessionStorage.removeItem(MODE);
      return sessionStorage.getItem(MODE) === "true";
    } catch {
      return query.get("mode") === MODE;
    }
  };

  const select = (token) => {
    const embedUrl = `${location.origin}/embed?m=${token}`;
    window.parent.postMessage({ type: "videoSelected", embedUrl, videoId: token }, "*");
  };

  const tokenOf = (address) => new URL(address, location.href).searchParams.get("m");

  if (!remembered()) return;
  document.documentElement.classList.add("lms-mode");
  if (query.get("action") !== "select_media" || window.parent === window) return;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.card-link");
    if (!link) return;
    event.preventDefault();
    for (const chosen of document.querySelectorAll("a.card-link[aria-current]")) chosen.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    select(tokenOf(link.href));
  });
  document.addEventListener("portal:uploaded", (event) => select(tokenOf(event.detail.url)));
})();
