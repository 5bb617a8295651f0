import { numbersOfBase64 } from "../../learn/policy/number-text.ts";
import { EVOLVED_LINEAR_BASE64 } from "./evolved-linear.ts";
import { linearAgents } from "./linear-policy.ts";
import type { GardenerPolicy } from "./policy.ts";

/** Linear agents as evolution left them, bred in the classic world (six actions): no rule of ours is in them. */
export const evolvedLinearAgents: GardenerPolicy = linearAgents("evolved-linear", numbersOf(EVOLVED_LINEAR_BASE64));

function numbersOf(base64: string): Float32Array {
  const numbers = numbersOfBase64(base64);
  if (numbers === null) throw new TypeError("an evolved genome is damaged: write it anew by bench/evolve-gardener.ts");
  return numbers;
}
