import type { EpisodeRecord, SeedRun } from "../run/seed-run.ts";
import { counted } from "./figures.ts";
import { html, type Html } from "./html.ts";

/** All episodes of a seed in a row: its regime by colour and word, how it ended by sign, each to be opened on the map. */
export const episodeStrip = ({ episodes, contradictions }: SeedRun, opened: number | null): Html =>
  html`<ol class="strip" aria-label="Episodes">
    ${episodes.map((episode, index) =>
      episodeButton(
        episode,
        index,
        contradictions.filter((each) => each.episode === episode.episode).map(({ contradiction }) => contradiction),
        index === opened,
      ),
    )}
  </ol>`;

function episodeButton(
  record: EpisodeRecord,
  index: number,
  contradictions: readonly string[],
  isOpened: boolean,
): Html {
  const { sign, words } = endOf(record);
  const kinds = [...new Set(contradictions)];
  const said = kinds.length === 0 ? "" : `, Contradiction ${kinds.join(" and ")}`;
  return html`<li>
    <button
      type="button"
      class="episode regime-${record.regime}"
      data-episode="${index}"
      aria-pressed="${isOpened ? "true" : "false"}"
      aria-label="Episode ${record.episode}, regime ${record.regime}, ${words}${said}"
      title="${words}${said}"
    >
      <span class="episode-number">${record.episode}</span
      ><span class="episode-end ${sign === "✓" ? "good" : "bad"}">${sign}</span
      ><span class="episode-kind"
        >${kinds.length === 0 ? `r${record.regime}` : `r${record.regime} ⚡${kinds.join("")}`}</span
      >
    </button>
  </li>`;
}

function endOf({ success, halt, actions, zonesServed }: EpisodeRecord): {
  readonly sign: string;
  readonly words: string;
} {
  if (success) return { sign: "✓", words: `success in ${counted(actions.length, "step")}` };
  if (halt !== null) return { sign: "■", words: `halted at step ${halt.step}: ${halt.code}` };
  return { sign: "✕", words: `out of time, ${zonesServed} of 3 zones served` };
}
