// Writes docs/reference/release-acceptance.md.
import { writeFileSync } from "node:fs";
import { acceptanceTable, shownStatements } from "./release-acceptance.ts";

writeFileSync(new URL("../docs/reference/release-acceptance.md", import.meta.url), acceptanceTable(shownStatements()));
