import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "../workspace.ts";
import type { DoorSource } from "./door-sources.ts";

/** Names that a door exports without a docstring of their own, by door, in order. */
export function undocumentedExports(doors: readonly DoorSource[]): ReadonlyMap<string, readonly string[]> {
  const program = ts.createProgram(
    doors.map(({ file }) => file),
    compilerOptions(),
  );
  const checker = program.getTypeChecker();
  return new Map(doors.map(({ door, file }) => [door, namesWithout(checker, program.getSourceFile(file))]));
}

/** Those of the tests: with the condition by which packages are found as sources. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.tests.json"), (file) => ts.sys.readFile(file)) as {
    readonly config: unknown;
  };
  return ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT).options;
}

function namesWithout(checker: ts.TypeChecker, source: ts.SourceFile | undefined): readonly string[] {
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error("expected the source of a door, got a file that exports nothing");
  const exported = checker
    .getExportsOfModule(module)
    .map((symbol) => ({ name: symbol.name, symbol: original(checker, symbol) }));
  return exported
    .filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0)
    .map(({ name }) => name)
    .sort();
}

const original = (checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
