import { execFileSync } from "node:child_process";
import { renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { told } from "./fixtures.ts";
import { codesOf, packOf, verified } from "./pack-rig.ts";
import { singleLog } from "./rig.ts";

const LOG = singleLog(told());

test("RS-456 a pipe in place of a file of the log is refused before it is opened", () => {
  using under = packOf(LOG, "evaluation-1");
  for (const path of ["log/ledger.log", "log/ledger.pub.pem", "manifest.json", "bodies/more"]) {
    const copy = under.copy();
    rmSync(join(copy, path), { force: true });
    execFileSync("mkfifo", [join(copy, path)]);
    const { ok, faults } = verified(copy);
    expect([ok, faults.map(({ code, place }) => [code, place])]).toEqual([false, [["PACK_FILE_REFUSED", path]]]);
  }
});

test("RS-456 linked folders and files lead nowhere, and a file without bounds is not read", () => {
  using under = packOf(LOG, "evaluation-1");
  for (const path of ["log", "bodies", "policy.json"]) {
    const copy = under.copy();
    renameSync(join(copy, path), join(under.folder, `elsewhere-${path}`));
    symlinkSync(join(under.folder, `elsewhere-${path}`), join(copy, path));
    expect(codesOf(verified(copy))).toEqual(["PACK_FILE_REFUSED"]);
  }
  const large = under.copy();
  writeFileSync(join(large, "sources.json"), "");
  truncateSync(join(large, "sources.json"), 2 ** 30 + 1);
  expect(verified(large).faults).toMatchObject([{ code: "PACK_FILE_REFUSED", expected: "at most 1 GiB" }]);
});

test("RS-526 a body in which a name stands twice is no body of a pack, though the log names its digest", () => {
  const blobs = new Map(LOG.blobs);
  const records = LOG.records.map((record) => {
    if (record.kind !== "decision.made") return record;
    const text = new TextDecoder().decode(blobs.get(record.body));
    const bytes = utf8(text.replace("{", '{"colour":"RED",'));
    blobs.set(digestOfBytes(bytes), bytes);
    return { ...record, body: digestOfBytes(bytes) };
  });
  using under = packOf({ records, blobs }, "evaluation-1");
  expect(verified(under.pack)).toMatchObject({
    ok: false,
    faults: [{ code: "PACK_BODY_CHANGED", expected: "canonical JSON (RFC 8785)", received: "another spelling" }],
  });
});

test("RS-453 what another program decided is not judged again, and the verdict says so", () => {
  using under = packOf(LOG, "evaluation-1");
  expect(verified(under.pack)).toMatchObject({ ok: true, documents: 5, rejudged: "other program" });
});
