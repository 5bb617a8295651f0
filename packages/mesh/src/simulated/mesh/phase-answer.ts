import { RandomStream } from "@plimsoll/foundation";
import type { Answer } from "../../ports/work.ts";

/** What a simulated worker answers: angles that follow from the intent and from who answers. */
export function phaseAnswer(intent: string, key: string, dimensions: number): Answer {
  const random = RandomStream.from("simulated answer", intent, key);
  const angles = new Uint8Array(2 * dimensions);
  for (let place = 0; place < angles.length; place += 1) angles[place] = random.below(256);
  return { answer: Buffer.from(`answer of ${key.slice(0, 8)}`), encoder: "simulated 1", weight: 1, angles };
}
