import { type Digest, identifier, integer, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { WindowRequest, WindowResult } from "./ports.ts";

/** One line of a prober: what an intervention came to, judged from the world. */
const trialShape = object({
  window: identifier,
  trial: integer(0, 1_000_000),
  outcome: oneOf("controlled", "uncontrolled", "void"),
});

type Outcome = Shaped<typeof trialShape>["outcome"];

interface Window {
  readonly request: WindowRequest;
  readonly outcomes: Map<number, Outcome>;
  readonly lines: string[];
}

/**
 * Counts trial lines into windows. What cannot be understood counts for nothing, and so is void in the end; a trial told
 * twice with different outcomes is void too. No line can make another one look better, in whatever order (law L3).
 */
export class TrialLines {
  readonly #windows: ReadonlyMap<string, Window>;
  /** Lines that were no trial of any of these windows. */
  strayLines = 0;

  constructor(requests: readonly WindowRequest[]) {
    this.#windows = new Map(requests.map((request) => [request.window, { request, outcomes: new Map(), lines: [] }]));
  }

  take(line: string): void {
    const trial = trialShape.parse(parsedJson(line));
    const window = trial.ok ? this.#windows.get(trial.value.window) : undefined;
    if (!trial.ok || window === undefined || trial.value.trial >= window.request.trials) {
      this.strayLines += 1;
      return;
    }
    const { trial: index, outcome } = trial.value;
    const before = window.outcomes.get(index);
    window.outcomes.set(index, before === undefined || before === outcome ? outcome : "void");
    window.lines.push(line);
  }

  /** Trials that were understood. */
  get trials(): number {
    return [...this.#windows.values()].reduce((sum, { outcomes }) => sum + outcomes.size, 0);
  }

  /** Every window's count; trials that never came are void. */
  results(): WindowResult[] {
    return [...this.#windows.values()].map(resultOf);
  }
}

function resultOf({ request, outcomes, lines }: Window): WindowResult {
  const count = (wanted: Outcome) => [...outcomes.values()].filter((outcome) => outcome === wanted).length;
  const controlled = count("controlled");
  const uncontrolled = count("uncontrolled");
  const { dimension, context, trials } = request;
  return {
    dimension,
    context,
    controlled,
    uncontrolled,
    void: trials - controlled - uncontrolled,
    transcript: transcriptDigest(lines),
  };
}

const transcriptDigest = (lines: readonly string[]): Digest => digestOfBytes(lines.map((line) => `${line}\n`).join(""));

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
