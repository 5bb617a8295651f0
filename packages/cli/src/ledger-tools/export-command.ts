import { dirname } from "node:path";
import { type LedgerReader, openLedgerReader, type TilesExport } from "@plimsoll/ledger";
import type { Command } from "commander";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { exportLogStatements, type StatementsExport } from "./export-log-statements.ts";
import { exportLogTiles } from "./export-log-tiles.ts";
import { LEDGER_FOLDER } from "./ledger-folder.ts";
import { siteLedgerKey } from "./site-ledger-key.ts";
import { counted } from "../output/counted.ts";

interface ExportFlags {
  readonly tiles?: string;
  readonly statements?: string;
  readonly data?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Exported {
  readonly tiles: ({ readonly dir: string } & TilesExport) | null;
  readonly statements: ({ readonly file: string } & StatementsExport) | null;
}

export const addExport: AddCommand = (ledger) => {
  ledger
    .command("export")
    .argument("[dir]", "folder of the ledger", LEDGER_FOLDER)
    .description("write a ledger in formats of others: static tiles for any web server, statements for any DSSE tool")
    .option("--tiles <dir>", "folder for tiles (C2SP tlog-tiles); one that is there is brought up to date")
    .option("--statements <file>", "file for in-toto statements in DSSE envelopes, one to a line")
    .option(
      "--data <dir>",
      "data folder with the key that signs statements (default: the folder that the ledger lies in)",
    )
    .option("--force", "replace a file of statements that is not the beginning of the new one")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Works while a site writes the ledger. Tiles need no key: they are signed already.

Examples:
  plimsoll ledger export --tiles public && python3 -m http.server --directory public
  plimsoll ledger export .plimsoll/ledger --statements receipts.jsonl`,
    )
    .action((directory: string, flags: ExportFlags, command: Command) => {
      if (flags.tiles === undefined && flags.statements === undefined)
        command.error("error: say what to write: --tiles DIR, --statements FILE or both");
      using reader = openLedgerReader({ directory });
      const exported = { tiles: tilesOf(reader, directory, flags), statements: statementsOf(reader, directory, flags) };
      if (flags.json === true) printExported(exported, reader.checkpoint);
      else process.stdout.write(exportedText(exported));
    });
};

const tilesOf = (reader: LedgerReader, directory: string, { tiles }: ExportFlags): Exported["tiles"] =>
  tiles === undefined ? null : { dir: tiles, ...exportLogTiles(reader, directory, tiles) };

function statementsOf(
  reader: LedgerReader,
  directory: string,
  { statements, data, force }: ExportFlags,
): Exported["statements"] {
  if (statements === undefined) return null;
  const signature = siteLedgerKey(data ?? dirname(directory), reader.checkpoint);
  return { file: statements, ...exportLogStatements(reader, signature, statements, force === true) };
}

function printExported({ tiles, statements }: Exported, checkpoint: string): void {
  if (tiles !== null) printJson({ type: "tiles", ...tiles });
  if (statements !== null) printJson({ type: "statements", ...statements });
  printJson({ type: "summary", ok: true, tiles, statements, checkpoint });
}

const exportedText = ({ tiles, statements }: Exported): string =>
  [
    ...(tiles === null
      ? []
      : [
          `${tiles.dir}: ${counted(tiles.newSize, "leaf", "leaves")}, ${tiles.newSize - tiles.oldSize} of them new, ${counted(tiles.filesWritten, "file")} written`,
        ]),
    ...(statements === null
      ? []
      : [
          `${statements.file}: ${counted(statements.statements, "statement")} of ${counted(statements.entries, "entry", "entries")}`,
        ]),
    "",
  ].join("\n");
