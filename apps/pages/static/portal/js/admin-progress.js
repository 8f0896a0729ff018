// Keeps the progress column of the lists of encodings and jobs up to date, as long as one of them is under way.
"use strict";

(() => {
  const INTERVAL = 3000; // milliseconds
  const FINISHED = ["success", "fail"];

  const live = () => [...document.querySelectorAll("progress[data-live]")];

  function show(bar, { progress, status, text }) {
    bar.value = progress;
    bar.nextElementSibling.textContent = text;
    document.querySelector(`[data-encoding-status="${bar.dataset.encoding}"]`).textContent = status;
    if (FINISHED.includes(status)) delete bar.dataset.live;
  }

  async function refresh() {
    const bars = live();
    if (bars.length === 0) return;
    if (!document.hidden) {
      const ids = bars.map((bar) => bar.dataset.encoding).join(",");
      try {
        const answer = await fetch(`progress/?ids=${ids}`, { headers: { Accept: "application/json" } });
        const encodings = answer.ok ? await answer.json() : {};
        for (const bar of bars) {
          if (encodings[bar.dataset.encoding]) show(bar, encodings[bar.dataset.encoding]);
        }
      } catch {
        // The network is away for a moment; the next round asks again.
      }
    }
    setTimeout(refresh, INTERVAL);
  }

  document.addEventListener("DOMContentLoaded", () => setTimeout(refresh, INTERVAL));
})();
