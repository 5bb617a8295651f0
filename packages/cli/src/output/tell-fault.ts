import { printJson } from "./print-json.ts";
import { printableLines } from "./print-text.ts";

/** One line for people on standard error, in which what came from a file steers no terminal; for programs the summary that every command ends with. */
export function tellFault(code: string, message: string, asJson: boolean): void {
  process.stderr.write(printableLines(`${code}: ${message}\n`));
  if (asJson) printJson({ type: "summary", ok: false, code, message });
}
