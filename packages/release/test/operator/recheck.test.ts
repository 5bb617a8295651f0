import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { drawRecheck, recordRecheck } from "../../src/node/desk/recheck.ts";
import { verifyPack } from "../../src/node/pack/verify-pack.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 120_000 };

const draw = (site: Site, evaluation: string, size: number, seed = "1") =>
  drawRecheck(site.store, evaluation, { size, seed }, site.nowMs);
const record = (site: Site, evaluation: string, verdicts: unknown) =>
  recordRecheck(site.store, evaluation, { by: "second desk", verdicts }, site.nowMs);
const looked = (drawn: readonly { readonly claim: string }[], held = true) =>
  drawn.map(({ claim }) => ({ claim, held }));
const refused = { code: "RELEASE_RECHECK_INVALID" };

async function precision(site: Site, evaluation: string): Promise<string> {
  const directory = site.path(`pack of ${evaluation} ${site.bodies("pack.built").length}`);
  await buildEvaluationPack(site.store, { evaluation, directory, redactions: [] }, site.clock);
  expect(verifyPack(directory)).toMatchObject({ ok: true });
  const text = readFileSync(`${directory}/risk-report.json`, "utf8");
  return /Precision: [^"]*/.exec(text)?.[0] ?? expect.unreachable();
}

test(
  "RS-486 A19 a recheck is all of one draw that the log tells, once: nothing left out, nothing else",
  SLOW,
  async () => {
    using site = new Site().golden("g1");
    await site.evaluated();
    const drawn = await draw(site, "evaluation-1", 6);
    expect(await draw(site, "evaluation-1", 6)).toEqual(drawn);
    expect(site.bodies("recheck.drawn")).toEqual([
      { evaluation: "evaluation-1", seed: "1", size: 6, claims: drawn.map(({ claim }) => claim) },
    ]);
    for (const verdicts of [[], [null], null, looked(drawn.slice(0, 2)), looked([...drawn, drawn[0]!])])
      await expect(record(site, "evaluation-1", verdicts)).rejects.toMatchObject(refused);
    expect(await precision(site, "evaluation-1")).toBe(
      "Precision: no verdict was checked again; 6 drawn verdicts reported on by nobody.",
    );
    await record(site, "evaluation-1", looked(drawn.toReversed()));
    await expect(record(site, "evaluation-1", looked(drawn))).rejects.toMatchObject(refused);
    expect(await precision(site, "evaluation-1")).toMatch(/^Precision: 6 of 6 verdicts held when checked again/);
  },
);

test("RS-486 A19 the same look at the same claim in a later evaluation is no further one", SLOW, async () => {
  using site = new Site().golden("g1");
  for (const evaluation of ["evaluation-1", "evaluation-2"]) {
    await site.evaluated();
    await record(site, evaluation, looked(await draw(site, evaluation, 4)));
  }
  const claims = new Set(site.bodies("recheck.drawn").flatMap((each) => each.claims));
  expect(await precision(site, "evaluation-2")).toContain(`${claims.size} of ${claims.size} verdicts held`);
});

test("RS-486 A19 what held counts only of a sample that was drawn; what did not, always", SLOW, async () => {
  using site = new Site().golden("g1");
  const { decision } = await site.evaluated();
  const [one, two, three] = await draw(site, "evaluation-1", 3);
  const verdicts = [
    { claim: one!.claim, held: true },
    { claim: two!.claim, held: false },
  ];
  const body = { evaluation: "evaluation-1", by: "the maker", verdicts };
  await site.forge({ kind: "verdicts.rechecked", subject: decision.subject, evaluation: null, body });
  expect(await precision(site, "evaluation-1")).toMatch(/^Precision: 0 of 1 verdicts held/);
  await record(site, "evaluation-1", looked([one!, two!, three!]));
  expect(await precision(site, "evaluation-1")).toMatch(/^Precision: 2 of 3 verdicts held/);
});

test("RS-324 RS-486 a recheck, a draw, a declared change and a redaction are never withheld", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  await record(site, "evaluation-1", looked(await draw(site, "evaluation-1", 3), false));
  const records = site.records();
  for (const kind of ["recheck.drawn", "verdicts.rechecked", "change.logged"] as const) {
    const hidden = {
      record: records.find((each) => each.kind === kind)?.sequence ?? -1,
      pointer: "",
      reason: "private",
    };
    const asked = { evaluation: "evaluation-1", directory: site.path(kind), redactions: [hidden] };
    await expect(buildEvaluationPack(site.store, asked, site.clock), kind).rejects.toMatchObject({
      code: "PACK_REDACTION_REFUSED",
    });
  }
});
