import { readFileSync } from "node:fs";
import { wordAt } from "@plimsoll/simulation";
import { describe, expect, test } from "vitest";
import { Adwin, ADWIN_DEFAULTS } from "./adwin.ts";
import type { DriftDetector } from "./drift-detector.ts";
import { Kswin, KSWIN_DEFAULTS, type PlaceSampler } from "./kswin.ts";
import { PAGE_HINKLEY_DEFAULTS, PageHinkley } from "./page-hinkley.ts";

type Segment =
  | { law: "normal"; steps: number; mean: number; deviation: number; slope: number }
  | { law: "bernoulli"; steps: number; chance: number };

interface Vectors {
  detectors: { name: string; kind: "adwin" | "page-hinkley" | "kswin"; settings: object; seed?: number }[];
  streams: {
    name: string;
    values?: number[];
    digits?: string;
    key?: { low: number; high: number };
    segments?: Segment[];
    found: {
      detector: string;
      drifts: number[];
      /** Of ADWIN: width, total and deviations at each drift, and at the end. */
      windows?: [number, number, number][];
    }[];
  }[];
}

const { detectors, streams } = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/prophet/drift.json", import.meta.url), "utf8"),
) as Vectors;

function valuesOf({ values, digits, key, segments }: Vectors["streams"][number]): readonly number[] {
  if (values !== undefined) return values;
  if (digits !== undefined) return Array.from(digits, Number);
  const made: number[] = [];
  for (const segment of segments ?? [])
    for (let place = 0; place < segment.steps; place += 1) {
      const first = 12 * made.length;
      const shares = Array.from({ length: 12 }, (_, j) => wordAt(key ?? { low: 0, high: 0 }, first + j) / 2 ** 32);
      if (segment.law === "bernoulli") made.push((shares[0] ?? 0) < segment.chance ? 1 : 0);
      else {
        const level = segment.mean + segment.slope * place;
        made.push(level + segment.deviation * (shares.reduce((sum, share) => sum + share, 0) - 6));
      }
    }
  return made;
}

function detectorOf({ kind, settings, seed }: Vectors["detectors"][number]): DriftDetector {
  if (kind === "adwin") return new Adwin({ ...ADWIN_DEFAULTS, ...settings });
  if (kind === "page-hinkley") return new PageHinkley({ ...PAGE_HINKLEY_DEFAULTS, ...settings });
  return new Kswin(pythonSampler(seed ?? 0), { ...KSWIN_DEFAULTS, ...settings });
}

/** The generator behind Python's `random.Random(seed)`: M. Matsumoto, T. Nishimura, "Mersenne Twister", 1998, its initialisation by array of 2002. */
function mersenneTwister(seed: number): () => number {
  const words = new Uint32Array(624);
  words[0] = 19_650_218;
  const before = (place: number): number => {
    const word = words[place - 1] ?? 0;
    return word ^ (word >>> 30);
  };
  for (let i = 1; i < 624; i += 1) words[i] = Math.imul(1_812_433_253, before(i)) + i;
  for (let round = 0, i = 1; round < 624; round += 1) {
    words[i] = ((words[i] ?? 0) ^ Math.imul(before(i), 1_664_525)) + seed;
    i += 1;
    if (i === 624) [words[0], i] = [words[623] ?? 0, 1];
  }
  for (let round = 0, i = 2; round < 623; round += 1) {
    words[i] = ((words[i] ?? 0) ^ Math.imul(before(i), 1_566_083_941)) - i;
    i += 1;
    if (i === 624) [words[0], i] = [words[623] ?? 0, 1];
  }
  words[0] = 0x80000000;
  let next = 624;
  return () => {
    if (next === 624) {
      for (let i = 0; i < 624; i += 1) {
        const joined = ((words[i] ?? 0) & 0x80000000) | ((words[(i + 1) % 624] ?? 0) & 0x7fffffff);
        words[i] = (words[(i + 397) % 624] ?? 0) ^ (joined >>> 1) ^ ((joined & 1) * 0x9908b0df);
      }
      next = 0;
    }
    let word = words[next] ?? 0;
    next += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/** Python's `random.Random(seed).sample(range(from), count)`, once for each draw, for as few places as it keeps in a pool. */
function pythonSampler(seed: number): PlaceSampler {
  let word = mersenneTwister(seed);
  let drawn = 0;
  const below = (bound: number): number => {
    const shift = Math.clz32(bound);
    for (;;) {
      const value = word() >>> shift;
      if (value < bound) return value;
    }
  };
  return (draw, from, places) => {
    if (draw === 0) [word, drawn] = [mersenneTwister(seed), 0];
    expect(draw).toBe(drawn);
    drawn += 1;
    const pool = Array.from({ length: from }, (_, place) => place);
    for (let i = 0; i < places.length; i += 1) {
      const taken = below(from - i);
      places[i] = pool[taken] ?? -1;
      pool[taken] = pool[from - i - 1] ?? -1;
    }
  };
}

test("PR-112 the generator of these tests is Python's", () => {
  const places = new Int32Array(30);
  pythonSampler(42)(0, 70, places);
  // random.Random(42).sample(range(70), 30)[:8]
  expect([...places.subarray(0, 8)]).toEqual([14, 3, 35, 31, 28, 17, 13, 43]);
});

describe.each(streams.map((stream) => [stream.name, stream] as const))("%s", (_, stream) => {
  const values = valuesOf(stream);

  test.each(detectors.map((detector) => [detector.name, detector] as const))(
    "PR-110 PR-111 PR-112 PR-113 %s finds the drifts that River finds",
    (name, settings) => {
      const river = stream.found.find(({ detector }) => detector === name);
      const detector = detectorOf(settings);
      const windows: (readonly [number, number, number])[] = [];
      const keep = (): void => {
        if (detector instanceof Adwin) windows.push([detector.width, detector.total, detector.deviations]);
      };
      const drifts = values.flatMap((value, place) => {
        if (!detector.update(value)) return [];
        keep();
        return [place];
      });
      keep();
      expect(drifts).toEqual(river?.drifts);
      expect(windows).toEqual(river?.windows ?? []);
    },
  );
});

test.each(detectors)(
  "PR-113 there are streams on which $name finds a drift, and one on which ADWIN finds none",
  ({ name }) => {
    const found = streams.map((stream) => stream.found.find(({ detector }) => detector === name)?.drifts.length ?? 0);
    expect(found.filter((count) => count > 0).length).toBeGreaterThanOrEqual(6);
    if (name === "ADWIN") expect(found).toContain(0);
  },
);
