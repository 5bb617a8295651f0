import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { dossierShape } from "../../src/dossier/dossier.ts";
import { examinationShape } from "../../src/examination/examination.ts";
import { COLOURS } from "../../src/decision/colour.ts";
import { pickedFrom } from "./flaws.ts";
import { generated } from "./generated.ts";
import { decided } from "./rig.ts";

const GARBAGE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  "",
  "x",
  "\u0000",
  "\ud800",
  "__proto__",
  "2026-11-22",
  [],
  [[]],
  {},
  { length: 1 },
  { __proto__: null },
];

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** One place anywhere in a value made anew: garbage, a member less, a member more, or one twice. */
function damaged(value: Json, stream: RandomStream): Json {
  if (value === null || typeof value !== "object" || stream.chance(1, 8)) return pickedFrom(GARBAGE, stream) as Json;
  if (Array.isArray(value)) {
    if (value.length === 0) return [pickedFrom(GARBAGE, stream) as Json];
    const place = stream.below(value.length);
    if (stream.chance(1, 4)) return value.filter((_, at) => at !== place);
    if (stream.chance(1, 4)) return [...value, value[place] as Json];
    return value.map((each, at) => (at === place ? damaged(each, stream) : each));
  }
  const name = pickedFrom(Object.keys(value), stream);
  if (name === undefined || stream.chance(1, 8)) return { ...value, extra: true };
  const { [name]: own, ...others } = value;
  return stream.chance(1, 8) ? others : { ...others, [name]: damaged(own ?? null, stream) };
}

test("RS-369 whatever the shapes let in gets an answer, and whatever they refuse is named: never a crash", () => {
  const seen = { answered: 0, refused: 0 };
  for (let seed = 0; seed < 3_000; seed += 1) {
    const [input, stream] = [generated(seed), RandomStream.from("garbage", seed)];
    const copy = JSON.parse(JSON.stringify({ dossier: input.dossier, examination: input.examination })) as Json;
    const times = 1 + stream.below(3);
    const bad = Array.from({ length: times }).reduce<Json>((value) => damaged(value, stream), copy) as {
      dossier?: unknown;
      examination?: unknown;
    } | null;
    const [dossier, examination] = [dossierShape.parse(bad?.dossier), examinationShape.parse(bad?.examination)];
    if (!dossier.ok || !examination.ok) {
      seen.refused += 1;
      for (const each of [dossier, examination]) if (!each.ok) expect(each.error.expected).not.toBe("");
      continue;
    }
    seen.answered += 1;
    const { colour, reasons } = decided({ ...input, dossier: dossier.value, examination: examination.value });
    expect(COLOURS).toContain(colour);
    expect(colour === "GREEN").toBe(reasons.length === 0);
  }
  expect(Math.min(seen.answered, seen.refused)).toBeGreaterThan(200);
});
