import { hash } from "node:crypto";
import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { BodyOf } from "../event/body.ts";
import { chainKey, type MeshEvent } from "../event/event.ts";
import { encodeAngles } from "./angles.ts";
import { NOISE_MAX, PHASE_STEP, resonanceCoherence, resonanceOf } from "./resonance.ts";

type Thought = MeshEvent & { readonly body: BodyOf<"thought"> };

function thoughtOf(name: string, fractions: readonly number[]): Thought {
  const place = {
    mesh: "",
    epoch: 0,
    author: "",
    incarnation: "",
    sequence: 1,
    previous: null,
    parents: [],
    lamport: 1,
  };
  const angles = encodeAngles(fractions);
  const body = { kind: "thought", intent: null, encoder: "", weight: 1, angles, answer: new Uint8Array() } as const;
  const id = hash("sha256", name, "hex");
  return {
    ...place,
    hlc: { ms: 0, counter: 0 },
    body,
    id,
    kind: "thought",
    chain: chainKey("", ""),
    bytes: new Uint8Array(),
  };
}

const drawn = (count: number, dimensions: number): Thought[] => {
  const stream = RandomStream.from("resonance");
  return Array.from({ length: count }, (_, place) =>
    thoughtOf(
      `${place}`,
      Array.from({ length: dimensions }, () => stream.below(65_536)),
    ),
  );
};

/** The formula in floating point, without rounding and noise. */
function inFloats(
  thoughts: readonly Thought[],
  dimensions: number,
): { readonly real: number; readonly imaginary: number } {
  const turn = (fraction: number): number => (2 * Math.PI * fraction) / 65_536;
  const angle = ({ body }: Thought, at: number): number => Buffer.from(body.angles).readUInt16BE(2 * at);
  let [real, imaginary] = [0, 0];
  for (let place = 1; place < thoughts.length; place += 1) {
    for (let at = 0; at < dimensions; at += 1) {
      const difference = angle(thoughts[place] as Thought, at) - angle(thoughts[place - 1] as Thought, at);
      real += (32_767 * Math.cos(turn(difference + place * PHASE_STEP))) / dimensions;
      imaginary += (32_767 * Math.sin(turn(difference + place * PHASE_STEP))) / dimensions;
    }
  }
  return { real, imaginary };
}

test("ME-101 ME-102 ME-103 whole numbers come to the formula, but for the stated noise and roundings", () => {
  const thoughts = drawn(50, 7);
  const [whole, floats] = [resonanceOf(thoughts, 7), inFloats(thoughts, 7)];
  expect(whole.terms).toBe(49);
  expect(Math.abs(whole.real - floats.real)).toBeLessThan(49 * (NOISE_MAX + 3));
  expect(Math.abs(whole.imaginary - floats.imaginary)).toBeLessThan(49 * (NOISE_MAX + 3));
  // Noise there is: without it the two would agree to a few units for each term.
  expect(Math.abs(whole.real - floats.real) + Math.abs(whole.imaginary - floats.imaginary)).toBeGreaterThan(49 * 3);
});

test("ME-103 the noise is that of the id: two ids with the same angles differ, within the stated bounds", () => {
  const parts = Array.from({ length: 500 }, (_, place) => {
    const { real } = resonanceOf([thoughtOf("first", [0]), thoughtOf(`second ${place}`, [65_536 - PHASE_STEP])], 1);
    return real - 32_767;
  });
  expect(Math.max(...parts.map(Math.abs))).toBeLessThanOrEqual(NOISE_MAX + 2);
  expect(new Set(parts).size).toBeGreaterThan(200);
});

test("ME-100 ME-104 M7 order matters, reading does not", () => {
  const thoughts = drawn(20, 5);
  const first = resonanceOf(thoughts, 5);
  for (let read = 0; read < 10; read += 1) expect(resonanceOf(thoughts, 5)).toEqual(first);
  expect(resonanceOf(thoughts.toReversed(), 5)).not.toEqual(first);
});

test("ME-104 coherence is 0 for fewer than two thoughts, near 1 where each is turned back by one step, and never above", () => {
  const steady = Array.from({ length: 200 }, (_, place) =>
    // The difference of place and place − 1 is −step · place, which the turn by place takes back.
    thoughtOf(`${place}`, [(-(PHASE_STEP * place * (place + 1)) / 2) & 65_535]),
  );
  expect(resonanceCoherence(resonanceOf([], 1))).toBe(0);
  expect(resonanceCoherence(resonanceOf(steady.slice(0, 1), 1))).toBe(0);
  expect(resonanceCoherence(resonanceOf(steady, 1))).toBeGreaterThan(0.99);
  expect(resonanceCoherence(resonanceOf(steady, 1))).toBeLessThanOrEqual(1);
  expect(resonanceCoherence(resonanceOf(drawn(200, 16), 16))).toBeLessThan(0.05);
});
