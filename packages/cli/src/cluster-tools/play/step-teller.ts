import { ACTIONS, type ClusterBatch, slotView } from "@plimsoll/simulation";
import { LiveBlock } from "../../output/live-block.ts";
import { printJson } from "../../output/print-json.ts";
import { frameLines } from "./frame.ts";

/** Tells an episode of a batch of one, step by step. */
export interface StepTeller {
  /** After the reset. */
  begin(batch: ClusterBatch): void;
  /** After a step. */
  step(batch: ClusterBatch, action: number): void;
  /** What the episode came to. */
  end(): EpisodeEnd;
}

export interface EpisodeEnd {
  readonly steps: number;
  readonly episodeReturn: number;
  readonly oomNodes: number;
  readonly criticalOom: number;
  readonly ended: "terminated" | "truncated" | "open";
}

const MILLI = 1_000;

/** Frames are drawn by whoever steps, and a step does not wait for anything else; Ctrl-C ends the program all the same. */
const sleep = (delayMs: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);

export function stepTeller({
  json,
  delay,
}: {
  readonly json?: boolean | undefined;
  readonly delay: number;
}): StepTeller {
  const live = new LiveBlock(process.stdout);
  let [steps, episodeReturn, oomNodes, criticalOom] = [0, 0, 0, 0];
  let ended: EpisodeEnd["ended"] = "open";

  function show(batch: ClusterBatch, action: number | null, reward: number): void {
    if (json === true) return tellLine(batch, action, reward, episodeReturn, steps);
    const lines = frameLines(slotView(batch, 0), { step: steps, action, reward, episodeReturn }, live.isLive);
    if (!live.isLive) process.stdout.write(`${lines.join("\n")}\n\n`);
    else {
      live.draw(lines);
      sleep(delay);
    }
  }

  return {
    begin: (batch) => show(batch, null, 0),
    step: (batch, action) => {
      const reward = batch.rewards[0]!;
      steps += 1;
      episodeReturn += reward;
      oomNodes += batch.oomCounts[0]!;
      criticalOom += batch.criticalCounts[0]!;
      ended = batch.terminated[0] === 1 ? "terminated" : batch.truncated[0] === 1 ? "truncated" : "open";
      show(batch, action, reward);
    },
    end: () => ({ steps, episodeReturn, oomNodes, criticalOom, ended }),
  };
}

function tellLine(
  batch: ClusterBatch,
  action: number | null,
  reward: number,
  episodeReturn: number,
  step: number,
): void {
  const slot = batch.slot(0);
  printJson({
    type: "step",
    step,
    action,
    name: action === null ? null : ACTIONS[action],
    reward,
    episodeReturn,
    y: slot.y,
    x: slot.x,
    budget: batch.budgets[0]! / MILLI,
    avgLoad: batch.loads[0],
    hotCells: slot.hot,
    oomNodes: batch.oomCounts[0],
    criticalOom: batch.criticalCounts[0],
    terminated: batch.terminated[0] === 1,
    truncated: batch.truncated[0] === 1,
  });
}
