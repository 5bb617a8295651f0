import type { EventOf } from "./event-of.ts";
import { voices } from "./voices.ts";

/**
 * The answer that some thoughts come to: of their voices the one with the greatest sum of weights; of equals the one
 * whose first thought has the smallest (Lamport, id). A function of the thoughts alone, so that whoever reads a decision
 * can check it. Of no thoughts it is empty.
 */
export function chooseAnswer(thoughts: readonly EventOf<"thought">[]): Uint8Array {
  const weights = new Map<string, { readonly answer: Uint8Array; weight: number }>();
  for (const { body } of voices(thoughts)) {
    const key = Buffer.from(body.answer).toString("base64");
    const held = weights.get(key);
    if (held === undefined) weights.set(key, { answer: body.answer, weight: body.weight });
    else held.weight += body.weight;
  }
  let [best] = weights.values();
  for (const candidate of weights.values()) if (best && candidate.weight > best.weight) best = candidate;
  return best?.answer ?? new Uint8Array();
}
