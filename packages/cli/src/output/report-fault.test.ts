import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { afterEach, expect, test, vi } from "vitest";
import { reportFault } from "./report-fault.ts";

afterEach(() => vi.restoreAllMocks());

function told(fault: unknown): string {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((part) => ((text += String(part)), true));
  reportFault(fault, false);
  return text;
}

const faultOf = (work: () => void): unknown => {
  try {
    work();
  } catch (fault) {
    return fault;
  }
  throw new Error("nothing was thrown");
};

test("SIM-354 a fault of an open file is told by its kind, and not as one of plimsoll", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-fault-"));
  try {
    const reading = faultOf(() => readFileSync(folder));
    expect(reading).not.toHaveProperty("path");
    expect(told(reading)).toBe(
      "FILE_NOT_READABLE: expected to read a file, got EISDIR; give another path, or make room or rights there\n",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(["ENOSPC", "EDQUOT", "EFBIG"])("SIM-354 %s of an open file is a full disk", (code) => {
  expect(told(Object.assign(new Error(code), { code, syscall: "write" }))).toMatch(/^DISK_FULL: /);
});

test("SIM-354 what is called of something else than a file is not told as a file's", () => {
  expect(told(Object.assign(new Error("no"), { code: "EACCES", syscall: "listen" }))).toMatch(/^INTERNAL: /);
});

test("G-242 what a file says steers no terminal, where it is the fault", () => {
  const detail = { code: "FILE_ODD", expected: "a name", received: "\u001b[2J\u009b1A\u202eesrever", fix: "name it" };
  expect(told(new PlimsollError(detail))).toBe(
    "FILE_ODD: expected a name, got \\u{1b}[2J\\u{9b}1A\\u{202e}esrever; name it\n",
  );
});
