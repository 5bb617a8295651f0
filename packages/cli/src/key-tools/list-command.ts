import { openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { type KeyRow, keyRows, keyTable } from "./key-rows.ts";

export const addList: AddCommand = (key) => {
  key
    .command("list")
    .description("every key that the site knows: its role, whether it may sign, and under which name it lies here")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExamples:\n  plimsoll key list\n  plimsoll key list --data ./site --json")
    .action(({ data, json }: { data: string; json?: boolean }) => {
      using site = openSite(data);
      const rows = keyRows(site);
      if (json === true) printRows(rows);
      else process.stdout.write(keyTable(rows));
    });
};

function printRows(rows: readonly KeyRow[]): void {
  for (const row of rows) printJson({ type: "key", ...row });
  const current = rows.filter(({ status }) => status === "current").length;
  printJson({ type: "summary", ok: true, current, revoked: rows.length - current });
}
