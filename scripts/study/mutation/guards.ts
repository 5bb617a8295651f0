import ts from "typescript";

/** What is done to a guard: it never holds, it always holds, it is left out, or its limit moves by one. */
export type Ablation = "never" | "always" | "left out" | "boundary";

/** One way in which one guard of the kernel can be weakened. */
export interface GuardMutant {
  readonly file: string;
  readonly line: number;
  /** The function or constant that the guard is in. */
  readonly within: string;
  readonly text: string;
  readonly ablation: Ablation;
}

/** Where in the source a mutant sits, and what stands there instead. */
export interface Mutation {
  readonly mutant: GuardMutant;
  readonly start: number;
  readonly end: number;
  readonly instead: Replacement;
}

/** Another expression in place of the guard, or another operator in place of a comparison's own. */
export type Replacement =
  | { readonly kind: "expression"; readonly code: string }
  | { readonly kind: "operator"; readonly from: string; readonly to: string; readonly at: number };

/** What an absent reason for less power leaves. */
export const FULL = "__guards.full";

const BOUNDARY: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
]);
const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const ASKING: ReadonlySet<string> = new Set(["some", "every", "includes", "has"]);
const CHOOSING: ReadonlySet<string> = new Set(["filter", "find", "findLast", "some", "every"]);

/** Every way to weaken a guard of one source file, in the order of the text, outer guards before those inside them. */
export function mutationsIn(file: string, text: string): readonly Mutation[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const visit = (node: ts.Node): void => {
    for (const { at, ablation, instead } of weakened(node, source)) {
      found.push({ mutant: told(source, file, at, ablation), start: at.getStart(source), end: at.end, instead });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

interface Weakened {
  readonly at: ts.Node;
  readonly ablation: Ablation;
  readonly instead: Replacement;
}

/** All that can be done to one node as a guard. */
function weakened(node: ts.Node, source: ts.SourceFile): readonly Weakened[] {
  if (!ts.isExpression(node) || isLoopCondition(node)) return [];
  return [
    ...(isTest(node) || isBooleanRoot(node) ? [gone(node, "never", "false"), gone(node, "always", "true")] : []),
    ...operand(node),
    ...boundary(node, source),
    ...namedPredicate(node),
    ...worstOf(node),
  ];
}

const gone = (at: ts.Node, ablation: Ablation, code: string): Weakened => ({
  at,
  ablation,
  instead: { kind: "expression", code },
});

/** A loop that never ends says nothing about a guard. */
const isLoopCondition = ({ parent }: ts.Node): boolean => ts.isForStatement(parent) || ts.isWhileStatement(parent);

const isTest = (node: ts.Node): boolean =>
  (ts.isIfStatement(node.parent) && node.parent.expression === node) ||
  (ts.isConditionalExpression(node.parent) && node.parent.condition === node);

/** A yes or no that is handed on: returned, named, or passed as an argument. */
function isBooleanRoot(node: ts.Expression): boolean {
  if (isOperand(node) || ts.isPrefixUnaryExpression(node.parent) || isTest(node)) return false;
  if (ts.isParenthesizedExpression(node.parent)) return false;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isCallExpression(node)) return ASKING.has(methodOf(node) ?? "");
  return ts.isBinaryExpression(node) && (isLogical(node) || isComparison(node));
}

const isComparison = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  BOUNDARY.has(kind) || EQUALITY.has(kind);

const isLogical = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;

function isOperand(node: ts.Node): boolean {
  const parent = ts.isParenthesizedExpression(node.parent) ? node.parent.parent : node.parent;
  return ts.isBinaryExpression(parent) && isLogical(parent);
}

/** One condition among several, left out; or what stands in for something missing. */
function operand(node: ts.Expression): readonly Weakened[] {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || isSameChain(node, parent)) return [];
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return [gone(node, "left out", "true")];
    case ts.SyntaxKind.BarBarToken:
      return [gone(node, "left out", "false")];
    case ts.SyntaxKind.QuestionQuestionToken:
      return [gone(node, "left out", "undefined")];
    default:
      return [];
  }
}

/** Of `a && b && c` the conditions are left out one by one. */
const isSameChain = (node: ts.Expression, parent: ts.BinaryExpression): boolean =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === parent.operatorToken.kind;

function boundary(node: ts.Expression, source: ts.SourceFile): readonly Weakened[] {
  if (!ts.isBinaryExpression(node)) return [];
  const token = node.operatorToken;
  const to = BOUNDARY.get(token.kind);
  if (to === undefined) return [];
  const from = token.getText(source);
  return [{ at: node, ablation: "boundary", instead: { kind: "operator", from, to, at: token.getStart(source) } }];
}

/** A predicate by name; one that is written out is weakened where it stands. */
function namedPredicate(node: ts.Expression): readonly Weakened[] {
  const call = node.parent;
  if (!ts.isIdentifier(node) || !ts.isCallExpression(call) || call.arguments[0] !== node) return [];
  return CHOOSING.has(methodOf(call) ?? "") ? [gone(node, "left out", "(() => true)")] : [];
}

/** One of several of which the lowest or the highest counts. */
function worstOf(node: ts.Expression): readonly Weakened[] {
  const { parent } = node;
  if (ts.isSpreadElement(node)) return [];
  if (ts.isCallExpression(parent) && parent.arguments.includes(node)) {
    const called = parent.expression.getText();
    if (called === "lower") return [gone(node, "left out", FULL)];
    if (called === "Math.max") return [gone(node, "left out", "(-Infinity)")];
    return called === "Math.min" ? [gone(node, "left out", "Infinity")] : [];
  }
  return ts.isArrayLiteralExpression(parent) && isReducedToLowest(parent) ? [gone(node, "left out", FULL)] : [];
}

function isReducedToLowest(list: ts.ArrayLiteralExpression): boolean {
  const { parent } = list;
  if (ts.isPropertyAccessExpression(parent)) return parent.parent.getText().endsWith(".reduce(lower)");
  if (!ts.isVariableDeclaration(parent)) return false;
  return parent.getSourceFile().text.includes(`return ${parent.name.getText()}.reduce(lower)`);
}

const methodOf = ({ expression }: ts.CallExpression): string | null =>
  ts.isPropertyAccessExpression(expression) ? expression.name.text : null;

function told(source: ts.SourceFile, file: string, at: ts.Node, ablation: Ablation): GuardMutant {
  const { line } = source.getLineAndCharacterOfPosition(at.getStart(source));
  const text = at.getText(source).replaceAll(/\s+/g, " ");
  return { file, line: line + 1, within: nameAround(at), text, ablation };
}

function nameAround(node: ts.Node): string {
  for (let outer: ts.Node = node; !ts.isSourceFile(outer); outer = outer.parent) {
    const top = ts.isSourceFile(outer.parent) || ts.isVariableStatement(outer.parent.parent ?? outer);
    if (top && (ts.isFunctionDeclaration(outer) || ts.isVariableDeclaration(outer))) return outer.name?.getText() ?? "";
    if (ts.isVariableDeclaration(outer) && ts.isSourceFile(outer.parent.parent.parent)) return outer.name.getText();
  }
  return "";
}
