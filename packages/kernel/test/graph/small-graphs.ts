/** A directed graph on nodes 0 … n − 1, as its list of ordered pairs. */
export type Pairs = readonly (readonly [number, number])[];

/**
 * One directed graph of every isomorphism class on n nodes: all 2^pairs are walked, and each class is met at its first
 * member, which marks all its renumberings. (1, 3, 16, 218, 9608 classes without loops: OEIS A000273; with: A000595.)
 */
export function* digraphs(n: number, loops: boolean): Generator<Pairs> {
  const pairs = orderedPairs(n, loops);
  const places = new Map(pairs.map(([from, to], place) => [from * n + to, place]));
  const renumberings = permutations(n).map((to) =>
    pairs.map(([from, into]) => places.get((to[from] as number) * n + (to[into] as number)) as number),
  );
  const met = new Uint8Array(1 << pairs.length);
  for (let graph = 0; graph < met.length; graph++) {
    if (met[graph] === 1) continue;
    const bits = pairs.map((_, place) => place).filter((place) => (graph >>> place) & 1);
    for (const moved of renumberings) met[bits.reduce((mask, place) => mask | (1 << (moved[place] as number)), 0)] = 1;
    yield bits.map((place) => pairs[place] as readonly [number, number]);
  }
}

export const orderedPairs = (n: number, loops: boolean): Pairs =>
  range(n).flatMap((from) =>
    range(n)
      .map((to) => [from, to] as const)
      .filter(([a, b]) => loops || a !== b),
  );

export const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) => range(n).map((at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]));
}

/** Every choice of one from each list. */
export function choices<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((made, list) => made.flatMap((head) => list.map((last) => [...head, last])), [[]]);
}

export const subsets = <T>(items: readonly T[]): T[][] =>
  range(1 << items.length).map((mask) => items.filter((_, place) => (mask >>> place) & 1));
