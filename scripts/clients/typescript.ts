import {
  type Api,
  camel,
  commandsOf,
  type Field,
  nameOf,
  type Operation,
  ownName,
  ownSchemas,
  pagesName,
  type Schema,
  shapeText,
  sharedNames,
} from "./api.ts";

const HEAD = "// Written by scripts/write/clients.ts from the API's description; not edited by hand.";

/** The module of types: every answer, and every command that may be signed. Not yet formatted. */
export function typesModule(api: Api, command: Schema): string {
  const write = writerFor(api);
  const commands = commandsOf(command);
  return [
    HEAD,
    ...ownSchemas(api).map(([name, schema]) => declared(name, schema, write)),
    ...commands.map(([name, schema]) => declared(name, schema, write)),
    `/** Everything that a caller may ask of the kernel: the body of a signed command. */\nexport type Command = ${commands.map(([name]) => name).join(" | ")};`,
    "",
  ].join("\n\n");
}

/** Writes the type of a schema. */
type Write = (schema: Schema) => string;

function writerFor(api: Api): Write {
  const shared = sharedNames(api);
  const write: Write = (schema) => shared.get(shapeText(schema)) ?? typeOf(schema, api, write);
  return write;
}

function declared(name: string, schema: Schema, write: Write): string {
  const doc = docOf(schema.description);
  if (schema.type === "object" && schema.properties !== undefined)
    return `${doc}export interface ${name} ${fieldsOf(schema, write)}`;
  return `${doc}export type ${name} = ${typeOf(schema, null, write)};`;
}

/** @param api null for a declaration, which must not name itself */
function typeOf(schema: Schema, api: Api | null, write: Write): string {
  const { $ref, anyOf, oneOf } = schema;
  if ($ref !== undefined) return api === null ? nameOf(schema) : ownName(nameOf(schema), api.schemas);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const either = anyOf ?? oneOf;
  if (either !== undefined) return eitherOf(either.map(write));
  if (schema.type === "array") return `readonly (${schema.items === undefined ? "unknown" : write(schema.items)})[]`;
  if (schema.type === "object") return objectOf(schema, write);
  return PLAIN[schema.type ?? ""] ?? "unknown";
}

const eitherOf = (types: readonly string[]): string =>
  types.toSorted().join() === "false,true" ? "boolean" : types.join(" | ");

const PLAIN: Readonly<Record<string, string>> = {
  boolean: "boolean",
  integer: "number",
  null: "null",
  number: "number",
  string: "string",
};

function objectOf(schema: Schema, write: Write): string {
  const { properties, additionalProperties: others } = schema;
  if (properties !== undefined) return fieldsOf(schema, write);
  return `Readonly<Record<string, ${typeof others === "object" ? write(others) : "unknown"}>>`;
}

function fieldsOf({ properties = {}, required = [] }: Schema, write: Write): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? "" : "?";
    return `${docOf(schema.description)}readonly ${JSON.stringify(name)}${optional}: ${write(schema)};`;
  });
  return `{${fields.map((field) => `\n${field}`).join("")}\n}`;
}

const docOf = (description: string | undefined): string =>
  description === undefined ? "" : `/** ${description.replaceAll("*/", "*\\/")} */\n`;

/** The module of operations: one method each. Not yet formatted. */
export function operationsModule(api: Api): string {
  const names = [...new Set(api.operations.flatMap((operation) => namesIn(operation, api)))].toSorted();
  return [
    HEAD,
    'import type { Ask, AskOptions } from "../http/ask.ts";',
    'import type { OperationSpec } from "../http/operation-spec.ts";',
    ...(api.operations.some(({ pagedBy }) => pagedBy !== null)
      ? ['import { pagesFrom } from "../http/pages.ts";']
      : []),
    `import type { ${names.join(", ")} } from "./types.ts";`,
    "",
    "/** Every operation by its id, but for the event stream. */",
    `export const OPERATIONS = {${api.operations.map(specOf).join(",")}} as const satisfies Readonly<Record<string, OperationSpec>>;`,
    "",
    "/** Every operation of the API as a method, but for the event stream. */",
    "export class Operations {",
    "readonly #ask: Ask;",
    "constructor(ask: Ask) { this.#ask = ask; }",
    ...api.operations.flatMap((operation) => methodsOf(operation, api)),
    "}",
    "",
  ].join("\n");
}

function namesIn(operation: Operation, api: Api): readonly string[] {
  const { answer, body } = operation;
  const names = [body, answer.form === "json" ? answer.schema : null].filter((name) => name !== null);
  return names.map((name) => ownName(name, api.schemas));
}

function specOf({ id, method, path, pathFields, queryFields, statuses, answer }: Operation): string {
  const spec = {
    method,
    path,
    slashed: pathFields.filter(({ isPath }) => isPath).map(({ name }) => name),
    query: queryFields.map(({ name }) => name),
    statuses,
    answer: answer.form,
  };
  return `${JSON.stringify(id)}: ${JSON.stringify(spec)}`;
}

function methodsOf(operation: Operation, api: Api): readonly string[] {
  const { id, method, path, summary } = operation;
  const doc = `\n/** ${capital(summary)}. \`${method} ${path}\` */`;
  const type = answerType(operation, api);
  const call = `this.#ask(OPERATIONS[${JSON.stringify(id)}], ${givenTo(operation)}, options)${type === "unknown" ? "" : ` as Promise<${type}>`}`;
  const single = `${doc}\n${camel(id)}(${parametersOf(operation, api)}): Promise<${type}> { return ${call}; }`;
  return operation.pagedBy === null ? [single] : [single, pagesMethod(operation, operation.pagedBy, type)];
}

function pagesMethod({ id, queryFields }: Operation, by: Field, pageType: string): string {
  const given = `given: ${givenType([], queryFields)} = {}, options: AskOptions = {}`;
  const next = by.isNumber ? "Number(next)" : "next";
  return [
    `\n/** Every item of \`${id}\`, page by page, until the signal ends it. */`,
    `${camel(pagesName(id))}(${given}): AsyncGenerator<${pageType}["items"][number], void, undefined> {`,
    `return pagesFrom((next) => this.${camel(id)}(next === null ? given : { ...given, ${by.name}: ${next} }, options));`,
    "}",
  ].join("\n");
}

const givenTo = ({ body, pathFields, queryFields }: Operation): string =>
  body !== null ? "{ body: envelope }" : pathFields.length + queryFields.length === 0 ? "{}" : "{ fields: given }";

function parametersOf({ body, pathFields, queryFields }: Operation, api: Api): string {
  const options = "options: AskOptions = {}";
  if (body !== null) return `envelope: ${ownName(body, api.schemas)}, ${options}`;
  if (pathFields.length + queryFields.length === 0) return options;
  const unset = pathFields.length === 0 ? " = {}" : "";
  return `given: ${givenType(pathFields, queryFields)}${unset}, ${options}`;
}

function givenType(pathFields: readonly Field[], queryFields: readonly Field[]): string {
  const field = (isRequired: boolean) => (each: Field) =>
    `\n/** ${capital(each.description)}. */\nreadonly ${each.name}${isRequired ? "" : "?"}: ${each.isNumber ? "number" : "string"};`;
  return `{${[...pathFields.map(field(true)), ...queryFields.map(field(false))].join("")}\n}`;
}

function answerType({ answer }: Operation, api: Api): string {
  if (answer.form === "text") return "string";
  if (answer.form === "bytes") return "Uint8Array";
  return answer.schema === null ? "unknown" : ownName(answer.schema, api.schemas);
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
