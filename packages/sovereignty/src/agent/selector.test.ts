import { RandomStream } from "@plimsoll/foundation";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { ActionId } from "../world/action.ts";
import type { Observation } from "../world/observation.ts";
import { type Selector, uniformSelector } from "./selector.ts";

const DRAWS = 70_000;
const ids: readonly ActionId[] = ["A0", "A1", "A2", "A3", "A4", "A5", "A6"];
const selectorOf = (seed: number): Selector => uniformSelector(RandomStream.from("selector test", seed));

describe("the selector", () => {
  test("SV-41 is given ids and nothing else", () => {
    expectTypeOf<Parameters<Selector>>().toEqualTypeOf<[ids: readonly ActionId[]]>();
    expectTypeOf<ReturnType<Selector>>().toEqualTypeOf<ActionId | null>();
    // @ts-expect-error who sees the world is no selector
    const seeing: Selector = (_ids: readonly ActionId[], seen: Observation) => (seen.atSource ? "A4" : null);
    expect(seeing).toHaveLength(2);
    expect(selectorOf(1)).toHaveLength(1);
  });

  test("SV-41 chooses one of them; of one, that one; of none, nothing", () => {
    const choose = selectorOf(1);
    expect(choose([])).toBeNull();
    for (const id of ids) expect(choose([id])).toBe(id);
    for (let draw = 0; draw < 100; draw += 1) expect(["A2", "A5"]).toContain(choose(["A2", "A5"]));
  });

  test("SV-41 chooses each as often as another", () => {
    const choose = selectorOf(2);
    const counts = new Map(ids.map((id) => [id, 0]));
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const id = choose(ids)!;
      counts.set(id, counts.get(id)! + 1);
    }
    const expected = DRAWS / ids.length;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 6 degrees of freedom: beyond 22.5 once in a thousand.
    expect(chiSquare).toBeLessThan(22.5);
  });

  test("SV-41 does not care in which order it is given them, but for which draw falls on which", () => {
    const [forward, backward] = [selectorOf(3), selectorOf(3)];
    for (let draw = 0; draw < 100; draw += 1)
      expect(ids.indexOf(forward(ids)!)).toBe(6 - ids.indexOf(backward(ids.toReversed())!));
  });

  test("SV-41 of one seed chooses alike", () => {
    const [once, again] = [selectorOf(4), selectorOf(4)];
    for (let draw = 0; draw < 100; draw += 1) expect(once(ids)).toBe(again(ids));
  });
});
