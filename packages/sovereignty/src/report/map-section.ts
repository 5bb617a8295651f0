import type { SeedRun } from "../run/seed-run.ts";
import { episodeStrip } from "./episode-strip.ts";
import { gridDrawing } from "./grid-drawing.ts";
import { html, type Html, NOTHING } from "./html.ts";
import { jsonBlock } from "./json-block.ts";
import { mark, NOT_RUN_YET } from "./mark.ts";
import type { PlayerData } from "./player-data.ts";
import type { RunNote } from "./run-notes.ts";

/** The episode map: the grid with a path, the words of its step, what plays it, and all episodes to choose from. */
export const mapSection = (runs: readonly SeedRun[], data: PlayerData, seedsInAll: number): Html =>
  html`<section aria-labelledby="map">
    <h2 id="map">Episode map</h2>
    ${data.seeds[0] === undefined || data.seeds[0].episodes.length === 0 ? NOT_RUN_YET : player(runs, data, seedsInAll)}
  </section>`;

function player(runs: readonly SeedRun[], data: PlayerData, seedsInAll: number): Html {
  const { episode, step } = data.start;
  const [seed] = data.seeds;
  const { name, path } = seed!.episodes[episode]!;
  const frames = data.paths[path]!;
  const at = Math.min(step, frames.length - 1);
  const { words } = frames[at]!;
  const notes = seed!.notes.filter((note) => note.episode === seed!.episodes[episode]!.episode && note.step === step);
  return html`<div class="player${notes.length > 0 ? " alarmed" : ""}" data-part="player">
      <div
        class="map-side"
        data-part="stage"
        tabindex="0"
        role="group"
        aria-label="Player. Space plays and pauses, left and right arrows step, up and down arrows change the episode."
      >
        ${gridDrawing(frames, at)}
      </div>
      <div class="word-side">
        ${seedChoice(runs, seedsInAll)}
        <p class="where"><b data-part="where">${name}: ${words.place}</b></p>
        <dl class="facts" aria-live="polite" data-part="facts">
          <dt>did</dt>
          <dd data-part="deed">${words.deed}</dd>
          <dt>carries</dt>
          <dd data-part="carries">${words.carries}</dd>
          <dt>stamp</dt>
          <dd data-part="stamp">${words.stamp}</dd>
          <dt>served</dt>
          <dd data-part="served">${words.served}</dd>
        </dl>
        ${noteBox(notes)}
        <div class="controls">
          <button type="button" data-part="back" aria-label="One step back">◀</button
          ><button type="button" class="play" data-part="play">▶ Play</button
          ><button type="button" data-part="forth" aria-label="One step on">▶▏</button>
          <label
            >speed
            <select data-part="speed">
              <option value="1">1 step/s</option>
              <option value="2">2 steps/s</option>
              <option value="4" selected>4 steps/s</option>
              <option value="8">8 steps/s</option>
              <option value="16">16 steps/s</option>
            </select></label
          >
          <label class="slider"
            >step <input type="range" data-part="slider" min="0" max="${frames.length - 1}" value="${at}"
          /></label>
        </div>
        <p class="hint">Space plays and pauses; ← → step; ↑ ↓ change the episode.</p>
      </div>
    </div>
    <noscript><p>Scripts are off: the map stands still. Everything else is here.</p></noscript>
    ${runs.map((run, index) => html`<div data-seed-panel="${index}" ${index === 0 ? NOTHING : html` hidden`}>${agreement(data, index)}${episodeStrip(run, index === 0 ? episode : null)}${jumps(data, index)}</div>`)}
    ${STRIP_LEGEND} ${jsonBlock("player-data", data)}`;
}

const seedChoice = (runs: readonly SeedRun[], seedsInAll: number): Html =>
  html`<p class="choice">
    <label
      >Seed
      <select data-part="seed">
        ${runs.map(({ seed, halt }, index) => html`<option value="${index}">${seed}${halt === null ? "" : " (halted)"}</option>`)}
      </select></label
    >${runs.length < seedsInAll ? html` <small>${runs.length} of ${seedsInAll} seeds can be played here: the frozen ones first, then those that went wrong</small>` : ""}
  </p>`;

const noteBox = (notes: readonly RunNote[]): Html =>
  html`<div class="note" data-part="note" role="status">
    <b data-part="note-title">${notes.map(({ title }) => title).join("; ")}</b
    ><span data-part="note-text">${notes.flatMap(({ lines }) => lines).join("\n")}</span>
  </div>`;

const agreement = (data: PlayerData, index: number): Html =>
  data.seeds[index]?.agrees === true
    ? NOTHING
    : html`<p>
        ${mark("bad", "The record does not agree with the world: its actions, replayed, end otherwise than it says.")}
      </p>`;

const jumps = (data: PlayerData, index: number): Html => {
  const { notes, episodes } = data.seeds[index]!;
  return html`<p class="jumps">
    ${notes.slice(0, JUMPS_MAX).map(({ title, episode, step }) => {
      const place = episodes.findIndex((each) => each.episode === episode);
      return html`<button type="button" data-jump-episode="${place}" data-jump-step="${step}">
        ${title}: episode ${episode}, step ${step}
      </button> `;
    })}
  </p>`;
};

const JUMPS_MAX = 8;

const STRIP_LEGEND = html`<p class="legend">
  <span><span class="swatch regime-0">r0</span> regime 0: the law works</span>
  <span><span class="swatch regime-1">r1</span> regime 1: Contradiction A</span>
  <span><span class="swatch regime-2">r2</span> regime 2: Contradiction B</span>
  <span>✓ success</span> <span>✕ out of time</span> <span>■ halt</span> <span>⚡ contradiction</span>
</p>`;
