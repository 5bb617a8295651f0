/** One node of a swarm. All durations of a scenario are in its own time, before scaling. */
export interface SwarmNode {
  readonly name: string;
  readonly speed: "fast" | "slow";
  /** What one thought takes it. */
  readonly thinkMs: number;
  /** From the end of one intent of its own to the opening of the next; null for a node that only answers. */
  readonly pauseMs: number | null;
}

/** Messages from and to one node are lost from `fromMs` until `toMs`. */
export interface SwarmCut {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Who is there, how fast, for how long and what breaks: the same for every system that is measured. */
export interface SwarmScenario {
  readonly name: string;
  readonly seed: number;
  readonly durationMs: number;
  /** Wall time over scenario time: at 0.1 a thought of 45 s takes 4.5 s. */
  readonly timeScale: number;
  readonly nodes: readonly SwarmNode[];
  readonly cuts: readonly SwarmCut[];
}

export interface SwarmSize {
  readonly seed: number;
  readonly durationMs: number;
  readonly timeScale: number;
  readonly fast: number;
  readonly slow: number;
}

/** 900 s at 1/10: 90 s by the wall, as acceptance H1 asks. */
export const STATED_SIZE: SwarmSize = { seed: 1, durationMs: 900_000, timeScale: 0.1, fast: 18, slow: 2 };

/**
 * The hardware gap of acceptance H1: nodes that think for 2 s and open intents, nodes that think for 45 s, and one fast
 * node cut off for 1.7 s after a sixth of the run.
 */
export function hardwareGap({ seed, durationMs, timeScale, fast, slow }: SwarmSize): SwarmScenario {
  const cutFromMs = Math.round(durationMs / 6);
  return {
    name: "hardware gap",
    seed,
    durationMs,
    timeScale,
    nodes: [
      ...named("fast", fast).map((name) => ({ name, speed: "fast" as const, thinkMs: 2_000, pauseMs: 4_000 })),
      ...named("slow", slow).map((name) => ({ name, speed: "slow" as const, thinkMs: 45_000, pauseMs: null })),
    ],
    cuts: [{ node: named("fast", fast).at(-1) as string, fromMs: cutFromMs, toMs: cutFromMs + 1_700 }],
  };
}

/** What the fast nodes are compared with: themselves, alone. */
export const withoutSlowNodes = (scenario: SwarmScenario): SwarmScenario => ({
  ...scenario,
  name: `${scenario.name}, without slow nodes`,
  nodes: scenario.nodes.filter(({ speed }) => speed === "fast"),
});

const named = (speed: string, count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${speed} ${String(place + 1).padStart(2, "0")}`);
