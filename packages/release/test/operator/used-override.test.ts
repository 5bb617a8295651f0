import type { CanonicalValue } from "@plimsoll/foundation";
import { digestOfValue } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import type { Override, SignedOverride } from "../../src/evolution/override.ts";
import { signatureBy } from "../../src/node/desk/keys.ts";
import { draftOverride } from "../../src/node/desk/override-draft.ts";
import { endOverride, publishOverride } from "../../src/node/desk/override-publish.ts";
import { replayEvaluation } from "../../src/node/desk/replay.ts";
import { ADA, BO, CY, DAY_MS, NOON_MS, Site, STRANGER } from "./site.ts";

const SLOW = { timeout: 120_000 };
const SUBJECT = "tidal-works/heron-2";

async function keyed(id: string): Promise<Site> {
  const site = new Site().golden(id);
  await site.knows("ada", ADA, "architect");
  await site.knows("bo", BO, "independent");
  await site.knows("cy", CY, "operator", ADA, BO);
  return site;
}

const portsOf = ({ clock }: Site) => ({ clock, environment: {} });

function draftAt(site: Site, scope: Override["scope"]): Override {
  const asked = { folder: site.dossier, store: site.store, scope, reason: "r".repeat(200), days: 7 };
  const drafted = draftOverride(asked, portsOf(site));
  if (!drafted.ok) throw new Error(drafted.error);
  return drafted.value.override;
}

const signedBy = (override: Override, ...keys: readonly SigningKey[]): SignedOverride => ({
  override,
  signatures: keys.map((key) => signatureBy(key, override)),
});

/** Past a drill's age, and within twice that. */
const LATER_MS = 40 * DAY_MS;

test(
  "RS-406 A55 it has its effect in the next evaluation of its dossier, in that one alone, and after it is public",
  SLOW,
  async () => {
    using site = await keyed("g9");
    const before = await site.evaluated();
    const signed = signedBy(draftAt(site, "GRANT_T_VALUE"), ADA, BO);
    const unpublished = await site.evaluated();
    expect(unpublished.overrides).toEqual([]);
    expect((await publishOverride(site.store, signed, portsOf(site))).ok).toBe(true);
    const used = await site.evaluated();
    expect(used.overrides).toEqual(["override-1"]);
    const kinds = used.records.map(({ kind }) => kind);
    expect(kinds.indexOf("override.used")).toBeLessThan(kinds.indexOf("decision.made"));
    expect(replayEvaluation(site.store, used.evaluation).differ).toEqual([]);
    const balance = (answer: typeof used): number =>
      site.bodies("budget.changed").at(Number(answer.evaluation.split("-")[1]) - 1)?.balance ?? -1;
    // Filled to its cap, whatever the two before it spent.
    expect(balance(used)).toBe(balance(before));
    expect(balance(unpublished)).toBeLessThan(balance(before));
    expect((await site.evaluated()).overrides).toEqual([]);
  },
);

test("RS-406 A54 an older drill counts once under its exception, and no vote is made by it", SLOW, async () => {
  using site = await keyed("g9");
  site.nowMs = NOON_MS + LATER_MS;
  const stale = (answer: Awaited<ReturnType<Site["evaluated"]>>): boolean =>
    answer.decision.reasons.some(({ code }) => code === "UNPROVEN_DRILL");
  expect(stale(await site.evaluated())).toBe(true);
  const signed = signedBy(draftAt(site, "EXTEND_PAUSE_DRILL_AGE"), ADA, BO);
  expect((await publishOverride(site.store, signed, portsOf(site))).ok).toBe(true);
  const used = await site.evaluated();
  expect(used.overrides).toEqual(["override-1"]);
  expect(stale(used)).toBe(false);
  expect(used.decision.colour).not.toBe("GREEN");
  expect(stale(await site.evaluated())).toBe(true);
});

test.each<[string, (override: Override) => SignedOverride]>([
  ["nobody", (override) => signedBy(override)],
  ["the architect alone", (override) => signedBy(override, ADA)],
  ["the architect and an operator", (override) => signedBy(override, ADA, CY)],
  ["the architect and a stranger", (override) => signedBy(override, ADA, STRANGER)],
  [
    "two, for another scope",
    (override) => ({ ...signedBy({ ...override, scope: "GRANT_T_VALUE" }, ADA, BO), override }),
  ],
  ["two, for another dossier", (override) => signedBy({ ...override, dossier: override.policy }, ADA, BO)],
  ["two, for another policy", (override) => signedBy({ ...override, policy: override.dossier }, ADA, BO)],
  ["two, for another level", (override) => signedBy({ ...override, level: "BEYOND" }, ADA, BO)],
  [
    "two, for thirty days",
    (override) => signedBy({ ...override, expiresAtMs: override.issuedAtMs + 30 * DAY_MS }, ADA, BO),
  ],
])("RS-407 A54 an override that was forged into the log is not used: signed by %s", SLOW, async (_, forge) => {
  using site = await keyed("g9");
  await site.evaluated();
  const signed = forge(draftAt(site, "EXTEND_PAUSE_DRILL_AGE"));
  expect((await publishOverride(site.store, signed, portsOf(site))).ok).toBe(false);
  await site.forge({ kind: "override.published", subject: SUBJECT, evaluation: null, body: signed });
  const next = await site.evaluated();
  expect(next.overrides).toEqual([]);
  expect(next.records.map(({ kind }) => kind)).not.toContain("override.used");
});

test(
  "RS-407 A54 a dossier that was changed has no use of the exception, nor has a later day, nor a clock set back",
  SLOW,
  async () => {
    using site = await keyed("g9");
    await site.evaluated();
    await publishOverride(site.store, signedBy(draftAt(site, "GRANT_T_VALUE"), ADA, BO), portsOf(site));
    const own = site.bodies("evaluation.opened")[0];
    site.change("mission.json", (text) => text.replace(/"statement": "/, '"statement": "Once more: '));
    const other = await site.evaluated();
    expect(site.bodies("evaluation.opened").at(-1)?.dossier).not.toBe(own?.dossier);
    expect(other.overrides).toEqual([]);
    site.change("mission.json", (text) => text.replace("Once more: ", ""));
    site.nowMs += 7 * DAY_MS;
    expect((await site.evaluated()).overrides).toEqual([]);
    site.nowMs -= 7 * DAY_MS - 1;
    const back = await site.evaluated();
    expect(back.overrides).toEqual([]);
    expect(back.decision.votes.L4).toBe("RED");
  },
);

test("RS-407 a record that is no override is a fault of the chain, and grants nothing", SLOW, async () => {
  using site = await keyed("g9");
  await site.evaluated();
  await publishOverride(site.store, signedBy(draftAt(site, "GRANT_T_VALUE"), ADA, BO), portsOf(site));
  const body = { override: null } as never;
  await site.forge({ kind: "override.published", subject: SUBJECT, evaluation: null, body });
  const next = await site.evaluated();
  expect(next.overrides).toEqual(["override-1"]);
  expect(next.decision.votes.L4).toBe("RED");
});

test("RS-407 an override is ended by one known key, and a stranger ends nothing", SLOW, async () => {
  using site = await keyed("g9");
  await site.evaluated();
  const signed = signedBy(draftAt(site, "GRANT_T_VALUE"), ADA, BO);
  await publishOverride(site.store, signed, portsOf(site));
  const end = async (key: SigningKey) =>
    endOverride(site.store, { id: signed.override.id, key: site.keyFile(key) }, site.clock);
  expect(await end(STRANGER)).toEqual({ ok: false, error: "OVERRIDE_NOT_SIGNED" });
  expect(await end(CY)).toEqual({ ok: true, value: null });
  expect(site.bodies("override.ended")).toMatchObject([{ override: "override-1", by: "cy" }]);
  expect((await site.evaluated()).overrides).toEqual([]);
  expect(
    site.bodies("override.published").map((body) => digestOfValue(body as unknown as CanonicalValue)),
  ).toHaveLength(1);
});
