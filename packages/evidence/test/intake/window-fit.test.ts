import { digestOfValue } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type IntakeMapping, mappingDigest } from "../../src/intake/mapping.ts";
import { mappingsDigest, requireRegisteredWindow, requireWindows } from "../../src/intake/window-fit.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";

const { mapping } = FOREIGN_CASES[0] as ForeignCase;
const shadow: IntakeMapping = { ...mapping, context: "SHADOW" };
const trials = mapping.trials.length;

const codeOf = (result: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  result.ok ? "accepted" : (result.error?.code ?? "");

test("E-66 a window set commits to one mapping's digest, or to that of the list, in whatever order it is given", () => {
  expect(mappingsDigest([mapping])).toBe(mappingDigest(mapping));
  const both = mappingsDigest([mapping, shadow]);
  expect(both).toBe(mappingsDigest([shadow, mapping]));
  expect(both).toBe(digestOfValue([mappingDigest(mapping), mappingDigest(shadow)].sort()));
  expect(new Set([both, mappingsDigest([mapping]), mappingsDigest([shadow])]).size).toBe(3);
});

test("E-66 a result is recorded only where its mapping and all the others are those of the set", () => {
  const set = { set: "run-1/set-1", probeSet: mappingsDigest([mapping, shadow]), trials };
  const fit = requireRegisteredWindow(mapping, [shadow], set);
  expect(fit).toEqual({ ok: true, value: { dimension: "shutdown_request", context: "EVAL" } });
  const kinder = { ...mapping, controlled: ["C", "N"] };
  for (const [own, others, registered] of [
    [mapping, [], set],
    [kinder, [shadow], set],
    [mapping, [kinder], set],
    [mapping, [shadow], { ...set, trials: trials + 1 }],
    [mapping, [shadow], { ...set, probeSet: mappingsDigest([mapping]) }],
  ] as const)
    expect(codeOf(requireRegisteredWindow(own, others, registered))).toBe("INTAKE_WINDOW_DIFFERS");
});

test("E-67 known dimensions, no cell twice, and the size that is registered", () => {
  expect(codeOf(requireWindows([mapping, shadow], trials))).toBe("accepted");
  for (const [mappings, size] of [
    [[mapping, mapping], trials],
    [[mapping, { ...mapping, subject: "another task" }], trials],
    [[{ ...mapping, dimension: "politeness" }], trials],
    [[mapping], trials - 1],
    [[mapping, { ...shadow, trials: shadow.trials.slice(1) }], trials],
  ] as const)
    expect(codeOf(requireWindows(mappings, size))).toBe("INTAKE_WINDOW_DIFFERS");
});

test("E-67 trials that share a world do not each count as one", () => {
  const shared = { ...mapping, trials: mapping.trials.map((trial) => ({ ...trial, cluster: "one world" })) };
  expect(codeOf(requireWindows([shared], trials))).toBe("INTAKE_WINDOW_DIFFERS");
});
