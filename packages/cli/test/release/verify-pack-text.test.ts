import { readFileSync, writeFileSync } from "node:fs";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { digestOfBytes, systemClock } from "@plimsoll/foundation/node";
import { buildEvaluationPack, readReleaseStore } from "@plimsoll/release/node";
import { expect, test } from "vitest";
import { Desk } from "./desk.ts";

const SLOW = { timeout: 120_000 };

/** Of the record of a kind in the log. */
function sequenceOf(store: string, kind: string): number {
  using reader = readReleaseStore(store);
  return reader.records().find((record) => record.kind === kind)?.sequence ?? -1;
}

test(
  "RS-453 RS-455 the text says whether the decision was judged again, and names each copy that nothing vouches for",
  SLOW,
  async () => {
    using desk = new Desk();
    await desk.release("init", desk.path("heron"), "--example", "g1");
    await desk.release("evaluate", desk.path("heron"));
    const store = desk.path("data", "release");
    const claims = sequenceOf(store, "claims.judged");
    const pack = async (name: string, ...redactions: readonly (readonly [number, string])[]): Promise<string> => {
      const hidden = redactions.map(([record, pointer]) => ({ record, pointer, reason: "privacy" }));
      const directory = desk.path(name);
      await buildEvaluationPack(store, { evaluation: "evaluation-1", directory, redactions: hidden }, systemClock);
      return directory;
    };
    const whole = await pack("whole");
    expect((await desk.text("verify-pack", whole)).text).toContain("judged again from its input: every record");
    const closed = await pack("closed", [sequenceOf(store, "evaluation.opened"), "/input"]);
    expect((await desk.text("verify-pack", closed)).text).toContain("warning: not judged again, its input is withheld");
    const copied = await pack("copied", [claims, "/claims/0"]);
    forgeCopy(copied, `redacted/${claims}.json`);
    const { code, text } = await desk.text("verify-pack", copied);
    expect(code).toBe(0);
    expect(text).toContain(`warning: redacted/${claims}.json is a copy with parts taken out`);
    expect((await desk.release("verify-pack", copied)).summary).toMatchObject({
      ok: true,
      documents: 5,
      rejudged: true,
      unchecked: [`redacted/${claims}.json`],
    });
  },
);

/** A change of the rest of a copy, with a manifest that agrees. */
function forgeCopy(pack: string, path: string): void {
  const copy = JSON.parse(readFileSync(`${pack}/${path}`, "utf8")) as Record<string, CanonicalValue>;
  const bytes = canonicalJson({ ...copy, note: "we made this up" });
  writeFileSync(`${pack}/${path}`, bytes);
  const manifest = JSON.parse(readFileSync(`${pack}/manifest.json`, "utf8")) as {
    readonly files: readonly { readonly path: string }[];
  };
  const told = { path, bytes: Buffer.byteLength(bytes), digest: digestOfBytes(Buffer.from(bytes)) };
  const files = manifest.files.map((each) => (each.path === path ? told : each));
  writeFileSync(`${pack}/manifest.json`, canonicalJson({ ...manifest, files } as unknown as CanonicalValue));
}
