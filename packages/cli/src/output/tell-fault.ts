import { printJson } from "./print-json.ts";

/** One line for people on standard error; for programs the summary that every command ends with. */
export function tellFault(code: string, message: string, asJson: boolean): void {
  process.stderr.write(`${code}: ${message}\n`);
  if (asJson) printJson({ type: "summary", ok: false, code, message });
}
