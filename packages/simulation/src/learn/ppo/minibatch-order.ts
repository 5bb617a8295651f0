import { belowAt, type Key } from "../../random/counter.ts";

/** Deals the steps of a roll-out anew: `order` becomes a permutation of 0 … length - 1 (Fisher and Yates), of the key alone. */
export function shuffleOrder(order: Uint32Array, key: Key): void {
  for (let place = 0; place < order.length; place += 1) order[place] = place;
  for (let place = order.length - 1; place > 0; place -= 1) {
    const other = belowAt(key, place, place + 1);
    const held = order[place] as number;
    order[place] = order[other] as number;
    order[other] = held;
  }
}

/** Mean and reciprocal deviation of the advantages of some steps, as minibatches are normalised: (A - mean) · scale. */
export function advantageMoments(advantages: Float32Array, places: Uint32Array): { mean: number; scale: number } {
  let sum = 0;
  for (const place of places) sum += advantages[place] as number;
  const mean = sum / places.length;
  let squares = 0;
  for (const place of places) {
    const apart = (advantages[place] as number) - mean;
    squares += apart * apart;
  }
  // The unbiased deviation, and PyTorch users' guard against none.
  return { mean, scale: 1 / (Math.sqrt(squares / (places.length - 1)) + 1e-8) };
}
