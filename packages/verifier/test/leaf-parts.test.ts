import { describe, expect, test } from "vitest";
import { verifyLedger, verifyTiles } from "../src/index.ts";
import { type FreeLeaf, writeSignedLog, writeSignedTiles } from "./signed-log.ts";
import { temporaryFolders } from "./verifier-rig.ts";

const newFolder = temporaryFolders();

/** What both verifiers say of a log with each leaf in a batch of its own, or all in one. */
async function verdicts(leaves: readonly FreeLeaf[], batches: "apart" | "together"): Promise<string[]> {
  const [directory, tiles] = [newFolder(), newFolder()];
  writeSignedLog(directory, batches === "apart" ? leaves.map((leaf) => [leaf]) : [leaves]);
  writeSignedTiles(
    tiles,
    leaves.map(({ text }) => text),
  );
  return [verifyLedger(directory), await verifyTiles(tiles)].map((verdict) => (verdict.ok ? "ok" : verdict.code));
}

const leaf = (text: string, entryCount = 1): FreeLeaf => ({ text, entryCount });
const entry = (kind = "a", rest = ""): string => `{"at":1,"kind":"${kind}"${rest}}`;
const long = entry("a", `,"text":"${"x".repeat(150_000)}"`);
const shorter = entry("a", `,"text":"${"x".repeat(100_000)}"`);
const full = 65_534;

describe("LG-29 a leaf that goes on with the one before it", () => {
  test.each(["apart", "together"] as const)("LG-29 whole lines and whole parts verify, batches %s", async (batches) => {
    expect(await verdicts([leaf(entry()), leaf(`${entry()}\n${entry()}`, 2)], batches)).toEqual(["ok", "ok"]);
  });

  test("LG-29 a long line in full parts verifies", async () => {
    const parts = [long.slice(0, full), `+${long.slice(full, 2 * full)}`, `+${long.slice(2 * full)}`];
    expect(
      await verdicts(
        parts.map((text, at) => leaf(text, at === 0 ? 1 : 0)),
        "together",
      ),
    ).toEqual(["ok", "ok"]);
  });

  test.each<[string, FreeLeaf[]]>([
    ["after a whole entry, empty", [leaf(entry()), leaf("+", 0)]],
    ["after a whole long entry, empty", [leaf(entry("a", `,"x":"${"x".repeat(65_480)}"`)), leaf("+", 0)]],
    ["first of all", [leaf("+", 0)]],
    ["after half of a short entry", [leaf('{"at":1,'), leaf('+"kind":"a"}', 0)]],
    [
      "after the last of several lines",
      [leaf(`${entry()}\n${shorter.slice(0, 65_490)}`, 2), leaf(`+${shorter.slice(65_490)}`, 0)],
    ],
    [
      "after a part that was not full",
      [
        leaf(long.slice(0, full)),
        leaf(`+${long.slice(full, full + 19_000)}`, 0),
        leaf(`+${long.slice(full + 19_000)}`, 0),
      ],
    ],
  ])("LG-29 %s: is not canonical, in the log and in tiles", async (_, leaves) => {
    for (const batches of ["apart", "together"] as const) {
      expect(await verdicts(leaves, batches)).toEqual(["ENTRY_NOT_CANONICAL", "ENTRY_NOT_CANONICAL"]);
    }
  });
});

describe("LG-23 what the verdict and the wallets hold in memory", () => {
  const kinds = (count: number): FreeLeaf =>
    leaf(Array.from({ length: count }, (_, at) => entry(`k${at}`)).join("\n"), count);

  test("LG-23 a thousand kinds of 200 characters, and no more", async () => {
    expect(await verdicts([kinds(1_000)], "apart")).toEqual(["ok", "ok"]);
    expect(await verdicts([kinds(1_000), leaf(entry("k7"))], "apart")).toEqual(["ok", "ok"]);
    const refused = ["ENTRY_NOT_CANONICAL", "ENTRY_NOT_CANONICAL"];
    expect(await verdicts([kinds(1_000), leaf(entry("more"))], "apart")).toEqual(refused);
    expect(await verdicts([leaf(entry("k".repeat(200)))], "apart")).toEqual(["ok", "ok"]);
    expect(await verdicts([leaf(entry("k".repeat(201)))], "apart")).toEqual(refused);
  });

  test.each(["lab", "quarter"])("LG-25 a name of a %s has at most 200 characters", async (field) => {
    const moved = (length: number): FreeLeaf => {
      const names = { lab: "acme", quarter: "2026Q4", [field]: "n".repeat(length) };
      const { lab, quarter } = names;
      const transfer = `{"amountMicroCu":1,"from":"granted","lab":"${lab}","quarter":"${quarter}","to":"available"}`;
      return leaf(entry("a", `,"transfers":[${transfer}]`));
    };
    expect(await verdicts([moved(200)], "apart")).toEqual(["ok", "ok"]);
    expect(await verdicts([moved(201)], "apart")).toEqual(["CONSERVATION_BROKEN", "CONSERVATION_BROKEN"]);
  });
});
