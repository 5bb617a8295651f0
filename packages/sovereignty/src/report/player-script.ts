/**
 * What moves the map: it shows frames that are in the page already, and decides nothing. Texts go in as text, never as markup.
 */
export const PLAYER_SCRIPT = `"use strict";
(() => {
const part = (name) => document.querySelector('[data-part="' + name + '"]');
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const CELL = 80, SIDE = 5, DWELL_STEPS = 7;

function copyHashes() {
  each("[data-copy]", (chip) => { const shown = chip.textContent; chip.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(chip.dataset.copy); chip.textContent = "copied"; }
    catch { chip.textContent = chip.dataset.copy; return; }
    setTimeout(() => { chip.textContent = shown; }, 1200);
  }); });
}

function startPlayer(data) {
  const at = { ...data.start };
  let timer = null, dwell = 0;
  const seed = () => data.seeds[at.seed];
  const episode = () => seed().episodes[at.episode];
  const frames = () => data.paths[episode().path];
  const last = () => frames().length - 1;
  const notes = () => seed().notes.filter((note) => note.episode === episode().episode && note.step === at.step);
  const write = (name, text) => { part(name).textContent = text; };
  const line = (some) => some.map((frame) => frame.line).filter((text) => text !== "").join(" ");

  function showMap(frame) {
    const middle = (place) => place * CELL + CELL / 2;
    part("path-whole").setAttribute("points", line(frames()));
    part("path-done").setAttribute("points", line(frames().slice(0, at.step + 1)));
    part("agent").style.transform = "translate(" + middle(frame.cell % SIDE) + "px, " + middle(Math.floor(frame.cell / SIDE)) + "px)";
    write("cargo", frame.cargo);
    write("seal", frame.stamped ? "★" : "");
    each("[data-zone-bit]", (zone) => zone.classList.toggle("served", (frame.served & Number(zone.dataset.zoneBit)) !== 0));
  }

  function showWords({ words }) {
    write("where", episode().name + ": " + words.place);
    for (const name of ["deed", "carries", "stamp", "served"]) write(name, words[name]);
  }

  function showNotes() {
    const here = notes();
    write("note-title", here.map((note) => note.title).join("; "));
    write("note-text", here.flatMap((note) => note.lines).join("\\n"));
    part("player").classList.toggle("alarmed", here.length > 0);
  }

  function show() {
    const frame = frames()[at.step];
    showMap(frame);
    showWords(frame);
    showNotes();
    part("slider").max = String(last());
    part("slider").value = String(at.step);
    part("slider").setAttribute("aria-valuetext", frame.words.place);
    each('[data-seed-panel="' + at.seed + '"] [data-episode]', (button) =>
      button.setAttribute("aria-pressed", String(Number(button.dataset.episode) === at.episode)));
  }

  function go(step) {
    at.step = Math.min(Math.max(step, 0), last());
    dwell = notes().length > 0 ? DWELL_STEPS : 0;
    show();
  }

  function open(index, step) {
    at.episode = Math.min(Math.max(index, 0), seed().episodes.length - 1);
    go(step);
  }

  function chooseSeed(index) {
    at.seed = index;
    each("[data-seed-panel]", (panel) => { panel.hidden = Number(panel.dataset.seedPanel) !== index; });
    open(Math.min(at.episode, seed().episodes.length - 1), 0);
  }

  const isAtEnd = () => at.step === last() && at.episode === seed().episodes.length - 1;

  function tick() {
    if (dwell > 0) dwell -= 1;
    else if (at.step < last()) go(at.step + 1);
    else if (isAtEnd()) return stop();
    else open(at.episode + 1, 0);
    timer = setTimeout(tick, 1000 / Number(part("speed").value));
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    write("play", "▶ Play");
    part("facts").setAttribute("aria-live", "polite");
  }

  function play() {
    if (timer !== null) return stop();
    if (isAtEnd()) open(0, 0);
    dwell = 0;
    write("play", "❚❚ Pause");
    part("facts").setAttribute("aria-live", "off");
    tick();
  }

  const KEYS = {
    ArrowLeft: () => { stop(); go(at.step - 1); },
    ArrowRight: () => { stop(); go(at.step + 1); },
    ArrowUp: () => open(at.episode - 1, 0),
    ArrowDown: () => open(at.episode + 1, 0),
    Home: () => go(0),
    End: () => go(last()),
    " ": play,
  };

  function onKey(event) {
    const isOwn = /^(SELECT|INPUT)$/.test(event.target.tagName) || (event.key === " " && event.target.tagName === "BUTTON");
    const act = KEYS[event.key];
    if (act === undefined || isOwn || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  part("player").addEventListener("keydown", onKey);
  part("play").addEventListener("click", play);
  part("back").addEventListener("click", () => { stop(); go(at.step - 1); });
  part("forth").addEventListener("click", () => { stop(); go(at.step + 1); });
  part("slider").addEventListener("input", (event) => { stop(); go(Number(event.target.value)); });
  part("seed").addEventListener("change", (event) => { stop(); chooseSeed(Number(event.target.value)); });
  each("[data-episode]", (button) => button.addEventListener("click", () => { stop(); open(Number(button.dataset.episode), 0); }));
  each("[data-jump-episode]", (button) => button.addEventListener("click", () => {
    stop();
    open(Number(button.dataset.jumpEpisode), Number(button.dataset.jumpStep));
    part("stage").focus();
  }));
  show();
}

copyHashes();
const block = document.getElementById("player-data");
if (block !== null) startPlayer(JSON.parse(block.textContent));
})();
`;
