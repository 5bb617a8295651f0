import type { SeedRun } from "../run/seed-run.ts";
import type { PhysicsRules } from "../world/physics.ts";
import { type Frame, replayOf } from "./replay.ts";
import { notesOf, type RunNote } from "./run-notes.ts";

/** All that the map's script needs: pictures and words, and nothing to compute them with. */
export interface PlayerData {
  /** Every path once, however many episodes took it. */
  readonly paths: readonly (readonly Frame[])[];
  readonly seeds: readonly PlayedSeed[];
  /** Where the map stands at first. */
  readonly start: { readonly seed: number; readonly episode: number; readonly step: number };
}

export interface PlayedEpisode {
  readonly episode: number;
  /** `Episode 3, regime 1`. */
  readonly name: string;
  readonly path: number;
}

export interface PlayedSeed {
  readonly seed: number;
  /** For each episode, in order, the place of its path in `paths`. */
  readonly episodes: readonly PlayedEpisode[];
  readonly notes: readonly RunNote[];
  /** Whether the world's own physics ends every episode as the record says. */
  readonly agrees: boolean;
}

export function playerData(physics: PhysicsRules, runs: readonly SeedRun[]): PlayerData {
  const paths = new PathBook(physics);
  const seeds = runs.map((run) => playedSeed(run, paths));
  return { paths: paths.all, seeds, start: startOf(seeds[0]) };
}

function playedSeed(run: SeedRun, paths: PathBook): PlayedSeed {
  const replays = run.episodes.map((record) => ({ ...record, ...paths.replay(record) }));
  return {
    seed: run.seed,
    episodes: replays.map(({ episode, regime, path }) => ({
      episode,
      name: `Episode ${episode}, regime ${regime}`,
      path,
    })),
    notes: notesOf(run),
    agrees: replays.every(({ agrees }) => agrees),
  };
}

/** The first contradiction, where there is one: the moment that everything turns on. */
function startOf(first: PlayedSeed | undefined): PlayerData["start"] {
  const note = first?.notes.find(({ kind }) => kind === "contradiction");
  const episode = first?.episodes.findIndex((each) => each.episode === note?.episode) ?? -1;
  return note === undefined || episode < 0 ? { seed: 0, episode: 0, step: 0 } : { seed: 0, episode, step: note.step };
}

/** Paths by their regime and actions, so that none is kept twice. */
class PathBook {
  readonly all: (readonly Frame[])[] = [];
  readonly #physics: PhysicsRules;
  readonly #places = new Map<string, number>();

  constructor(physics: PhysicsRules) {
    this.#physics = physics;
  }

  replay(record: SeedRun["episodes"][number]): { readonly path: number; readonly agrees: boolean } {
    const { frames, agrees } = replayOf(this.#physics, record);
    const key = `${record.regime} ${record.actions}`;
    const known = this.#places.get(key);
    if (known !== undefined) return { path: known, agrees };
    this.#places.set(key, this.all.length);
    return { path: this.all.push(frames) - 1, agrees };
  }
}
