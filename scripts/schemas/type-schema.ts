import ts from "typescript";

/** A JSON Schema (2020-12), or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Writer {
  readonly checker: ts.TypeChecker;
  /** Schemas that stand for a named type, because a parser of ours knows more than its TypeScript type says. */
  readonly known: Readonly<Record<string, JsonSchema>>;
  /** Named types met so far; each is written once and referred to. */
  readonly definitions: Map<string, JsonSchema | null>;
}

/**
 * The JSON Schema of an exported type, read from the compiler: closed objects, whole numbers, sorted names.
 * Throws for a type that JSON cannot carry, so that an entry with one cannot be published.
 *
 * Everything is sorted, because the compiler's own order of unions changes with code far away.
 */
export function schemaOfType(file: string, typeName: string, known: Writer["known"]): JsonSchema {
  const checker = checkerOf(file);
  const writer: Writer = { checker: checker.checker, known, definitions: new Map() };
  const symbol = writer.checker.getExportsOfModule(checker.module).find(({ name }) => name === typeName);
  if (symbol === undefined) throw new Error(`${file} exports no type ${typeName}`);
  const body = written(writer, writer.checker.getDeclaredTypeOfSymbol(symbol));
  return { ...body, $defs: Object.fromEntries([...writer.definitions].toSorted(byFirst)) };
}

function checkerOf(file: string): { readonly checker: ts.TypeChecker; readonly module: ts.Symbol } {
  const program = ts.createProgram([file], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ["@plimsoll/source"],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    types: [],
  });
  const source = program.getSourceFile(file);
  const checker = program.getTypeChecker();
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is no module`);
  return { checker, module };
}

const TEMPLATE_NAMES: Readonly<Record<string, string>> = { "`sha256:${string}`": "Digest" };

/** A named type is a reference to its definition; everything else stands where it is used. */
function schemaOf(writer: Writer, type: ts.Type): JsonSchema {
  const name = nameOf(writer, type);
  return name === undefined ? written(writer, type) : reference(writer, name, type);
}

function reference(writer: Writer, name: string, type: ts.Type): JsonSchema {
  if (!writer.definitions.has(name)) {
    writer.definitions.set(name, null);
    writer.definitions.set(name, writer.known[name] ?? written(writer, type));
  }
  return { $ref: `#/$defs/${name}` };
}

function nameOf({ checker }: Writer, type: ts.Type): string | undefined {
  // The compiler forgets the alias of a template, so that one is known by its text.
  const template = isTemplate(type) ? checker.typeToString(type) : "";
  if (Object.hasOwn(TEMPLATE_NAMES, template)) return TEMPLATE_NAMES[template];
  if (type.aliasSymbol !== undefined) return type.aliasTypeArguments === undefined ? type.aliasSymbol.name : undefined;
  return type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.Interface) !== 0 && !isGeneric(type)
    ? type.symbol.name
    : undefined;
}

const isGeneric = (type: ts.Type): boolean =>
  ((type as ts.TypeReference).typeArguments ?? []).length > 0 || (type.symbol?.name ?? "").endsWith("Array");

function written(writer: Writer, type: ts.Type): JsonSchema {
  if (type.isUnion()) return unionSchema(writer, type.types);
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (hasFlag(type, ts.TypeFlags.BooleanLiteral)) return { const: writer.checker.typeToString(type) === "true" };
  if (hasFlag(type, ts.TypeFlags.Null)) return { type: "null" };
  if (hasFlag(type, ts.TypeFlags.String)) return { type: "string" };
  if (hasFlag(type, ts.TypeFlags.Number)) return { type: "integer" };
  if (isTemplate(type)) return { type: "string", pattern: `^${templatePattern(type)}$` };
  if (hasFlag(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return structureSchema(writer, type);
  throw new Error(`no JSON carries the type ${writer.checker.typeToString(type)}`);
}

const hasFlag = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

const isTemplate = (type: ts.Type): type is ts.TemplateLiteralType => hasFlag(type, ts.TypeFlags.TemplateLiteral);

function structureSchema(writer: Writer, type: ts.Type): JsonSchema {
  const { checker } = writer;
  if (checker.isTupleType(type)) return tupleSchema(writer, type as ts.TypeReference);
  const [element] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  if (element !== undefined) return { type: "array", items: schemaOf(writer, element) };
  const [index] = checker.getIndexInfosOfType(type);
  if (index !== undefined) return recordSchema(writer, index);
  return objectSchema(writer, checker.getPropertiesOfType(type));
}

/** Names of a known form, such as digests, are held to it. */
function recordSchema(writer: Writer, { keyType, type }: ts.IndexInfo): JsonSchema {
  const names = isTemplate(keyType) ? { propertyNames: schemaOf(writer, keyType) } : {};
  return { type: "object", ...names, additionalProperties: schemaOf(writer, type) };
}

function tupleSchema(writer: Writer, type: ts.TypeReference): JsonSchema {
  const items = writer.checker.getTypeArguments(type).map((item) => schemaOf(writer, item));
  return { type: "array", prefixItems: items, minItems: items.length, maxItems: items.length };
}

/** Closed: a field that the type does not name is a fault. */
function objectSchema(writer: Writer, properties: readonly ts.Symbol[]): JsonSchema {
  const sorted = properties.toSorted((left, right) => rank(left).localeCompare(rank(right), "en"));
  const isRequired = ({ flags }: ts.Symbol) => (flags & ts.SymbolFlags.Optional) === 0;
  return {
    type: "object",
    properties: Object.fromEntries(sorted.map((property) => [property.name, propertySchema(writer, property)])),
    required: sorted.filter(isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** What tells entries apart comes first. */
const rank = ({ name }: ts.Symbol): string => (name === "kind" ? "" : name);

function propertySchema(writer: Writer, property: ts.Symbol): JsonSchema {
  const type = writer.checker.getTypeOfSymbol(property);
  const name = declaredName(property);
  const isKnown = name !== undefined && Object.hasOwn(writer.known, name);
  const schema = isKnown ? reference(writer, name, type) : schemaOf(writer, type);
  const description = ts.displayPartsToString(property.getDocumentationComment(writer.checker)).replaceAll("\n", " ");
  return description === "" ? schema : { ...schema, description };
}

/** What the source calls the type of a property: the compiler forgets it for a type that was computed. */
function declaredName({ declarations }: ts.Symbol): string | undefined {
  const [declaration] = declarations ?? [];
  const node = declaration !== undefined && ts.isPropertySignature(declaration) && declaration.type;
  return node && ts.isTypeReferenceNode(node) && node.typeArguments === undefined ? node.typeName.getText() : undefined;
}

function unionSchema(writer: Writer, all: readonly ts.Type[]): JsonSchema {
  // Of an optional property that was computed the compiler still names the absence.
  const members = all.filter((member) => !hasFlag(member, ts.TypeFlags.Undefined));
  if (members.every(isTemplate)) return { type: "string", pattern: `^(?:${patterns(members).join("|")})$` };
  const literals = members.filter((member) => member.isStringLiteral() || member.isNumberLiteral());
  const others = members.filter((member) => !literals.includes(member as never)).map((each) => schemaOf(writer, each));
  const enumeration = literals.length === 0 ? [] : [{ enum: literals.map(({ value }) => value).toSorted(byText) }];
  const options = [...enumeration, ...others.toSorted(byText)];
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { anyOf: options };
}

const patterns = (members: readonly ts.TemplateLiteralType[]): string[] => members.map(templatePattern).toSorted();

const templatePattern = ({ texts, types }: ts.TemplateLiteralType): string =>
  texts.map((text, index) => escaped(text) + spanPattern(types[index])).join("");

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

function spanPattern(type: ts.Type | undefined): string {
  if (type === undefined) return "";
  return hasFlag(type, ts.TypeFlags.Number) ? "\\d+" : ".*";
}

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left).localeCompare(JSON.stringify(right), "en", { numeric: true });

const byFirst = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left.localeCompare(right, "en");
