import { digestOf, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { Decision } from "../decision/decision.ts";
import { admit, type UseFacts } from "./admit.ts";

const of = (name: string) => digestOf(utf8(name));
const green: Decision = {
  format: "plimsoll release decision 1",
  subject: "m",
  subjectDigest: of("subject"),
  action: "internal_deploy",
  dossier: of("dossier"),
  policy: of("policy"),
  level: "ASL-2",
  colour: "GREEN",
  votes: { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
  reasons: [],
  sequence: 0,
  decidedAtMs: 100,
  expiresAtMs: 200,
};
const use = (change: Partial<UseFacts> = {}): UseFacts => ({
  subjectDigest: green.subjectDigest,
  action: green.action,
  dossier: green.dossier,
  policy: green.policy,
  nowMs: 150,
  voidedBy: [],
  hasPack: false,
  ...change,
});

test("RS-110 a Green decision allows what it was about, while it is in force", () => {
  expect(admit(green, use())).toEqual({ isAllowed: true, untilMs: 200 });
  expect(admit(null, use()).isAllowed).toBe(false);
});

test.each<[string, Partial<UseFacts>]>([
  ["another action", { action: "scale_up" }],
  ["another subject", { subjectDigest: of("other") }],
  ["new evidence", { dossier: of("other") }],
  ["another policy", { policy: of("other") }],
  ["an hour too late", { nowMs: 200 }],
  ["a time before it", { nowMs: 99 }],
  ["an incident since", { voidedBy: ["incident"] }],
  ["a kill since", { voidedBy: ["kill", "freeze"] }],
])("A05 RS-111 a Green decision is refused for %s", (_, change) => {
  const admission = admit(green, use(change));
  expect(admission).toMatchObject({ isAllowed: false, reasons: [{ code: "UNPROVEN_DECISION_EXPIRED" }] });
});

test("A63 RS-112 what leaves the house needs its pack", () => {
  for (const action of ["external_deploy", "weights_release"] as const) {
    expect(admit({ ...green, action }, use({ action })).isAllowed).toBe(false);
    expect(admit({ ...green, action }, use({ action, hasPack: true })).isAllowed).toBe(true);
  }
});

test("A04 RS-113 Yellow authorises nothing and lists its conditions", () => {
  const reasons = [{ code: "CONDITION_SSI_MARGIN" as const, records: [], detail: "near", wouldChange: "more" }];
  expect(admit({ ...green, colour: "YELLOW", reasons }, use())).toEqual({ isAllowed: false, reasons });
  expect(admit({ ...green, colour: "RED", reasons }, use()).isAllowed).toBe(false);
});
