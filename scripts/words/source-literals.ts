import ts from "typescript";

/** What a TypeScript file can say when it runs: its texts, on the lines on which they stand, and neither names nor comments. */
export function sayings(fileName: string, code: string): string {
  const file = ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest, false);
  const page = new Page();
  const listen = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (isSaying(node)) page.write(file.getLineAndCharacterOfPosition(node.getStart(file)).line, node.text);
    ts.forEachChild(node, listen);
  };
  listen(file);
  return page.text;
}

const isSaying = (node: ts.Node): node is ts.LiteralLikeNode =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddle(node) ||
  ts.isTemplateTail(node) ||
  ts.isJsxText(node);

/** Texts on their lines; what is later on a line that was reached already stands beside it. */
class Page {
  text = "";
  #lines = 0;

  write(line: number, said: string): void {
    const down = Math.max(0, line - this.#lines);
    this.text += `${down === 0 ? " " : "\n".repeat(down)}${said}`;
    this.#lines += down + said.split("\n").length - 1;
  }
}
