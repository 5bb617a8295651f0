import { FROZEN_SEEDS } from "@plimsoll/sovereignty";
import { InvalidArgumentError } from "commander";

/** Seeds are 32 bits wide. */
export const SEED_MAX = 2 ** 32 - 1;
const SEEDS_MAX = 100_000;

/** `42,123`: seeds by name, each once, in the order given. */
export function seedList(text: string): readonly number[] {
  const seeds = text.split(",").map((each) => each.trim());
  const isList = seeds.every((seed) => /^\d{1,10}$/.test(seed) && Number(seed) <= SEED_MAX);
  if (isList && seeds.length <= SEEDS_MAX) return [...new Set(seeds.map(Number))];
  throw new InvalidArgumentError(
    `expected whole numbers from 0 to ${SEED_MAX}, with commas between them, such as 42,7,8.`,
  );
}

/** `1000`: so many seeds, the frozen ones first; `42,123` or `42,`: these. */
export function seedCountOrList(text: string): readonly number[] {
  if (text.includes(",")) return seedList(text.replace(/,$/, ""));
  const count = Number(text);
  if (/^\d{1,6}$/.test(text) && count >= 1 && count <= SEEDS_MAX) return firstSeeds(count);
  throw new InvalidArgumentError(
    `expected how many seeds, from 1 to ${SEEDS_MAX}, such as 1000, or a list with commas, such as 42,7 or 42, for a single one.`,
  );
}

/** The frozen seeds, then 0, 1, 2 and so on, none of them twice. */
export function firstSeeds(count: number): readonly number[] {
  const seeds = FROZEN_SEEDS.slice(0, count);
  for (let next = 0; seeds.length < count; next += 1) if (!FROZEN_SEEDS.includes(next)) seeds.push(next);
  return seeds;
}
