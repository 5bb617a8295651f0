import type { Numbers } from "./features/feature.ts";

type Parts = Readonly<Record<string, Numbers>>;

/** {part: {name: number}} as {"part.name": number}, for a checkpoint. */
export const flattened = (parts: Parts): Numbers =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([part, numbers]) =>
      Object.entries(numbers).map(([name, value]) => [`${part}.${name}`, value]),
    ),
  );

/** The same parts and names as `first`, with the numbers that were kept; what was not kept is as at first. */
export const unflattened = <T extends Parts>(first: T, scalars: Numbers): T =>
  Object.fromEntries(
    Object.entries(first).map(([part, numbers]) => [
      part,
      Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalars[`${part}.${name}`] ?? value])),
    ]),
  ) as T;
