import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { regularFileText } from "../input/regular-file.ts";
import { refuseNoFolderAt, refuseOutputsInTheWay, writeOutputs } from "./output-files.ts";

const folder = mkdtempSync(join(tmpdir(), "output-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe("SIM-355 outputs", () => {
  test("SIM-355 touch no file of another name, and follow no link that stands at one", () => {
    writeFileSync(at("mine"), "mine");
    writeFileSync(at("a.tmp"), "mine");
    symlinkSync(at("mine"), at("b.tmp"));
    writeOutputs(
      ["a", "b"].map((name) => ({ path: at(name), content: "new" })),
      false,
    );
    for (const name of ["mine", "a.tmp", "b.tmp"]) expect(readFileSync(at(name), "utf8")).toBe("mine");
    expect(lstatSync(at("b.tmp")).isSymbolicLink()).toBe(true);
  });

  test("SIM-355 leave nothing behind where one cannot be written", () => {
    const own = at("own");
    mkdirSync(own);
    writeFileSync(join(own, "file"), "a file");
    const files = ["first", "file/below"].map((name) => ({ path: join(own, name), content: "new" }));
    expect(() => writeOutputs(files, true)).toThrow();
    expect(readdirSync(own)).toEqual(["file"]);
  });

  test("SIM-355 are no folder and no device, and this is told before work", () => {
    for (const path of [folder, "/dev/null"]) {
      const refusal = expect.objectContaining({ code: "OUT_NOT_A_FILE" }) as Error;
      expect(() => refuseOutputsInTheWay([path], true)).toThrow(refusal);
      expect(() => writeOutputs([{ path, content: "" }], true)).toThrow(refusal);
    }
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(() => refuseNoFolderAt(at("mine"))).toThrow(expect.objectContaining({ code: "OUT_NOT_A_FOLDER" }) as Error);
    refuseNoFolderAt(at("nothing"));
    expect(existsSync(at("nothing"))).toBe(false);
  });
});

test.each(["/dev/zero", tmpdir()])("SIM-355 %s is no input", (path) => {
  expect(() => regularFileText(path)).toThrow(expect.objectContaining({ code: "FILE_NOT_READABLE" }) as Error);
});
