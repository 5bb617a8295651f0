import type { Stage } from "@plimsoll/sovereignty";

const WIDTH = 32;

/** How far a stage is, as `ablate [########........] 10/20`. */
export function stageBar(stage: Stage, done: number, total: number): string {
  const filled = Math.floor((WIDTH * done) / Math.max(1, total));
  return `${stage} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done}/${total}`;
}
