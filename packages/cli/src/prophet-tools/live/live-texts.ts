export const LIVE_HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Prophet</title>
    <link rel="icon" href="icon.svg" />
    <link rel="stylesheet" href="live.css" />
    <script src="live.js" defer></script>
  </head>
  <body>
    <header>
      <h1>Prophet <span id="title"></span></h1>
      <p id="news" role="status" data-state="waiting">waiting</p>
    </header>
    <main>
      <progress id="progress" max="1" value="0" aria-label="Steps done"></progress>
      <dl id="figures"></dl>
      <figure id="plot"></figure>
    </main>
    <noscript>This page needs its script: it asks for news each second.</noscript>
  </body>
</html>
`;

export const LIVE_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#12343b"/>' +
  '<path d="M5 20l7-2 4-9 4 12 7-3" fill="none" stroke="#f2a33a" stroke-width="2.5" stroke-linejoin="round"/></svg>';

export const LIVE_STYLE = `:root {
  color-scheme: light dark;
  --paper: #f5f3ee; --card: #fffefb; --ink: #1a2527; --soft: #5b676a; --line: #d9d6cd; --accent: #0f5e6b; --good: #2b7a4b; --stale: #c22f3d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0e1517; --card: #162023; --ink: #e7ebe8; --soft: #97a5a6; --line: #2b383b; --accent: #4fb4c2; --good: #6cc98f; --stale: #f0616d;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.6rem 1.4rem;
  padding: 0.7rem clamp(0.8rem, 3vw, 2rem); border-bottom: 1px solid var(--line); background: var(--card);
}
h1 { margin: 0; font-size: 1.15rem; }
h1 span { font-weight: 400; color: var(--soft); }
#news { margin: 0; padding: 0.25rem 0.75rem; border: 1px solid currentcolor; border-radius: 2rem; color: var(--soft); font-size: 0.86rem; font-variant-numeric: tabular-nums; }
#news[data-state="running"], #news[data-state="done"] { color: var(--good); }
#news[data-state="stale"] { color: var(--paper); background: var(--stale); border-color: var(--stale); font-weight: 700; }
main { display: grid; gap: 1rem; max-width: 72rem; margin: 0 auto; padding: 1rem clamp(0.8rem, 3vw, 2rem) 2.5rem; }
progress { width: 100%; height: 0.6rem; accent-color: var(--accent); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.6rem; margin: 0; }
dl div { padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.7rem; background: var(--card); }
dt { color: var(--soft); font-size: 0.8rem; }
dd { margin: 0; font-size: 1.05rem; font-variant-numeric: tabular-nums; }
figure { margin: 0; padding: 0.6rem; border: 1px solid var(--line); border-radius: 0.9rem; background: var(--card); min-height: 12rem; }
figure svg { display: block; width: 100%; height: auto; }
`;

/** Asks each second, and waits for no answer longer than two. Without news for five seconds the page says so, whoever is at fault. */
export const LIVE_SCRIPT = `"use strict";
const STALE_MS = 5000;
const PATIENCE_MS = 2000;
const at = (id) => document.getElementById(id);
let newsAtMs = performance.now();
let known = "";
let isDone = false;

function showFigures(figures) {
  at("figures").replaceChildren(
    ...figures.map(([name, text]) => {
      const box = document.createElement("div");
      const [term, value] = ["dt", "dd"].map((tag) => document.createElement(tag));
      term.textContent = name;
      value.textContent = text;
      box.append(term, value);
      return box;
    }),
  );
}

const asked = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });

async function look() {
  const state = await (await asked("state.json")).json();
  const svg = await (await asked("plot.svg")).text();
  const news = state.phase + state.step;
  if (news === known) return;
  known = news;
  newsAtMs = performance.now();
  isDone = state.phase === "done";
  at("title").textContent = state.title;
  at("progress").value = state.step / state.steps;
  showFigures(state.figures);
  const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  at("plot").replaceChildren(document.importNode(drawing, true));
  say(isDone ? "done" : "running", isDone ? "done" : state.phase);
}

function say(kind, text) {
  at("news").dataset.state = kind;
  at("news").textContent = text;
}

async function follow() {
  await look().catch(() => {});
  const quietMs = performance.now() - newsAtMs;
  if (!isDone && quietMs > STALE_MS) say("stale", "stale: no news for " + Math.floor(quietMs / 1000) + " s");
  if (!isDone) setTimeout(follow, 1000);
}

follow();
`;
