import {
  type Api,
  commandsOf,
  type Field,
  nameOf,
  type Operation,
  ownName,
  ownSchemas,
  pagesName,
  pascal,
  type Schema,
  shapeText,
  sharedNames,
} from "./api.ts";

const HEAD = "# Written by scripts/write/clients.ts from the API's description; not edited by hand.";

/** The module of types: a TypedDict for every object of an answer or of a command. */
export function pythonTypes(api: Api, command: Schema): string {
  const writer = new TypeWriter(api);
  const commands = commandsOf(command);
  for (const [name, schema] of [...ownSchemas(api), ...commands]) writer.declare(name, schema);
  writer.alias(
    "Command",
    commands.map(([name]) => quoted(name)),
    "Everything that a caller may ask of the kernel: the body of a signed command.",
  );
  return [
    HEAD,
    '"""What the API answers, and what may be signed."""',
    "",
    "from typing import Any, Literal, TypedDict, Union",
    "",
    ...writer.texts,
  ]
    .join("\n")
    .replaceAll(/\n{2,}(?=class )/g, "\n\n\n")
    .replaceAll(/(?<=\n    .*\n)\n(?=[A-Z#])/g, "\n\n");
}

/** Python's keywords: fields of such names need the other spelling of a TypedDict. */
const KEYWORDS: ReadonlySet<string> = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield None True False".split(
    " ",
  ),
);

class TypeWriter {
  readonly texts: string[] = [];
  readonly #api: Api;
  readonly #shared: ReadonlyMap<string, string>;

  constructor(api: Api) {
    this.#api = api;
    this.#shared = sharedNames(api);
  }

  declare(name: string, schema: Schema): void {
    if (schema.properties !== undefined) this.#dictionary(name, schema);
    else this.alias(name, this.#membersOf(schema, name), schema.description);
  }

  alias(name: string, members: readonly string[], description?: string): void {
    this.texts.push(`${commentOf(description)}${name} = ${multiline(unionOf(members))}\n`);
  }

  /** Fields that may be missing stand in a base of their own: `NotRequired` came with Python 3.11. */
  #dictionary(name: string, { properties = {}, required = [], description }: Schema): void {
    const fields = Object.entries(properties).map(([field, schema]) => ({
      field,
      text: this.#typeOf(schema, `${name}${pascal(field)}`),
      comment: commentOf(schema.description),
      isRequired: required.includes(field),
    }));
    const optional = fields.filter(({ isRequired }) => !isRequired);
    const base = optional.length === 0 ? "TypedDict" : `_${name}Optional`;
    if (fields.some(({ field }) => KEYWORDS.has(field) || !/^[A-Za-z_]\w*$/.test(field))) {
      if (optional.length > 0 && optional.length < fields.length)
        throw new Error(`${name}: a field that is a keyword beside one that may be missing`);
      const items = fields.map(({ field, text, comment }) => `${indented(comment)}    ${quoted(field)}: ${text},\n`);
      this.texts.push(
        `${commentOf(description)}${name} = TypedDict(\n    ${quoted(name)},\n    {\n${indented(items.join(""))}    },\n${optional.length > 0 ? "    total=False,\n" : ""})\n`,
      );
      return;
    }
    const lines = (of: typeof fields): string =>
      of.map(({ field, text, comment }) => `${indented(comment)}    ${field}: ${text}\n`).join("") || "    pass\n";
    if (optional.length > 0) this.texts.push(`\nclass ${base}(TypedDict, total=False):\n${lines(optional)}`);
    this.texts.push(
      `\nclass ${name}(${base}):\n${docOf(description)}${lines(fields.filter(({ isRequired }) => isRequired))}`,
    );
  }

  /** @param place name that an object of its own gets here */
  #typeOf(schema: Schema, place: string): string {
    const shared = this.#shared.get(shapeText(schema));
    return shared === undefined ? unionOf(this.#membersOf(schema, place)) : quoted(shared);
  }

  #membersOf(schema: Schema, place: string): readonly string[] {
    const { $ref, anyOf, oneOf } = schema;
    const either = anyOf ?? oneOf;
    if ($ref !== undefined) return [quoted(ownName(nameOf(schema), this.#api.schemas))];
    if (schema.const !== undefined) return [`Literal[${literal(schema.const)}]`];
    if (schema.enum !== undefined) return [`Literal[${schema.enum.map(literal).join(", ")}]`];
    if (either !== undefined)
      return eitherOf(either.map((each, index) => this.#typeOf(each, `${place}${branchName(each, index)}`)));
    if (schema.type === "array")
      return [`list[${schema.items === undefined ? "Any" : this.#typeOf(schema.items, `${place}Item`)}]`];
    if (schema.type === "object") return [this.#objectOf(schema, place)];
    return [PLAIN[schema.type ?? ""] ?? "Any"];
  }

  #objectOf(schema: Schema, place: string): string {
    const others = schema.additionalProperties;
    if (schema.properties === undefined)
      return `dict[str, ${typeof others === "object" ? this.#typeOf(others, `${place}Value`) : "Any"}]`;
    this.#dictionary(place, schema);
    return quoted(place);
  }
}

/** A branch is named by what tells it from the others. */
function branchName({ properties = {} }: Schema, index: number): string {
  const told = ["kind", "type", "decision", "joined"]
    .map((field) => properties[field]?.const)
    .find((each) => each !== undefined);
  return pascal(String(told ?? index + 1));
}

/** One member a line, where one line would be too long. */
function multiline(text: string): string {
  const [, head, members] = /^(\w+)\[(.*)\]$/.exec(text) ?? [];
  if (text.length < 80 || head === undefined || members === undefined) return text;
  return `${head}[\n${members
    .split(", ")
    .map((member) => `    ${member},\n`)
    .join("")}]`;
}

const eitherOf = (members: readonly string[]): readonly string[] =>
  members.toSorted().join() === "Literal[False],Literal[True]" ? ["bool"] : members;

const unionOf = (members: readonly string[]): string =>
  members.length === 1 ? (members[0] ?? "Any") : `Union[${[...new Set(members)].join(", ")}]`;

const PLAIN: Readonly<Record<string, string>> = {
  boolean: "bool",
  integer: "int",
  null: "None",
  number: "float",
  string: "str",
};

const literal = (value: string | number | boolean | null): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : value === null ? "None" : JSON.stringify(value);

const quoted = (text: string): string => JSON.stringify(text);
const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "    ");
const commentOf = (text: string | undefined): string =>
  text === undefined
    ? ""
    : wrapped(text)
        .map((line) => `# ${line}\n`)
        .join("");

/** Lines that fit beside an indent of eight and a comment's sign. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (`${line} ${word}`.length > WIDTH - 10) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
const docOf = (text: string | undefined): string =>
  text === undefined ? "" : `    """${wrapped(text.replaceAll("\\", "\\\\")).join("\n    ")}"""\n\n`;

/** The module of operations: one method each. */
export function pythonOperations(api: Api): string {
  return [
    HEAD,
    '"""Every operation of the API as a method, but for the event stream."""',
    "",
    "from collections.abc import Callable, Iterator",
    "from typing import Any, cast",
    "",
    "from ..pages import pages_from",
    "from . import types",
    "",
    "#: What is asked of each operation, by its id.",
    "OPERATIONS: dict[str, dict[str, Any]] = {",
    ...api.operations.map(specOf),
    "}",
    "",
    "",
    "class Operations:",
    '    """Every operation of the API as a method, but for the event stream."""',
    "",
    "    def __init__(self, ask: Callable[..., Any]) -> None:",
    "        self._ask = ask",
    ...api.operations.flatMap((operation) => methodsOf(operation, api)),
    "",
  ].join("\n");
}

function specOf({ id, method, path, pathFields, queryFields, statuses, answer }: Operation): string {
  const names = (fields: readonly Field[]): string => `[${fields.map(({ name }) => quoted(name)).join(", ")}]`;
  return [
    `    ${quoted(id)}: {`,
    `        "method": ${quoted(method)},`,
    `        "path": ${quoted(path)},`,
    `        "slashed": ${names(pathFields.filter(({ isPath }) => isPath))},`,
    `        "query": ${names(queryFields)},`,
    `        "statuses": [${statuses.join(", ")}],`,
    `        "answer": ${quoted(answer.form)},`,
    "    },",
  ].join("\n");
}

function methodsOf(operation: Operation, api: Api): readonly string[] {
  const { id, method, path, summary, body, pathFields, queryFields, pagedBy } = operation;
  const type = answerType(operation, api);
  const fields = [...pathFields, ...queryFields];
  const parameters = ["self", ...parametersOf(operation, api), "timeout: float | None = None"];
  const given = body === null ? `{${fields.map(({ name }) => `${quoted(name)}: ${argument(name)}`).join(", ")}}` : "{}";
  const sent = body === null ? "None" : "envelope";
  const single = [
    "",
    definition(snake(id), parameters, type),
    `        """${capital(summary)}.`,
    "",
    `        \`\`${method} ${path}\`\``,
    '        """',
    ...(type === "Any"
      ? [`        return self._ask(OPERATIONS[${quoted(id)}], ${given}, ${sent}, timeout)`]
      : [
          `        answer = self._ask(OPERATIONS[${quoted(id)}], ${given}, ${sent}, timeout)`,
          `        return cast(${quoted(type)}, answer)`,
        ]),
  ].join("\n");
  return pagedBy === null ? [single] : [single, pagesMethod(operation, pagedBy, api)];
}

function pagesMethod({ id, queryFields }: Operation, by: Field, api: Api): string {
  const item = itemType(id, api);
  const next = by.isNumber ? "int(next)" : "next";
  const others = queryFields
    .filter(({ name }) => name !== by.name)
    .map(({ name }) => `${argument(name)}=${argument(name)}`);
  const first = argument(by.name);
  return [
    "",
    definition(
      snake(pagesName(id)),
      ["self", ...queryFields.map(optional), "timeout: float | None = None"],
      `Iterator[${item}]`,
    ),
    `        """Every item of \`\`${id}\`\`, page by page."""`,
    "        return pages_from(",
    `            lambda next: self.${snake(id)}(`,
    ...[`${first}=${first} if next is None else ${next}`, ...others, "timeout=timeout"].map(
      (each) => `                ${each},`,
    ),
    "            )",
    "        )",
  ].join("\n");
}

/** A method's head, on one line where it fits. */
function definition(name: string, parameters: readonly string[], type: string): string {
  const short = `    def ${name}(${parameters.join(", ")}) -> ${type}:`;
  if (short.length <= WIDTH) return short;
  return [`    def ${name}(`, ...parameters.map((each) => `        ${each},`), `    ) -> ${type}:`].join("\n");
}
const WIDTH = 120;

/** The type of a list's items. */
function itemType(id: string, { operations, schemas }: Api): string {
  const answer = operations.find((each) => each.id === id)?.answer;
  const page = answer?.form === "json" && answer.schema !== null ? schemas[ownName(answer.schema, schemas)] : undefined;
  const items = page?.properties?.["items"]?.items;
  return items?.$ref === undefined ? "Any" : `types.${ownName(nameOf(items), schemas)}`;
}

function parametersOf({ body, pathFields, queryFields }: Operation, api: Api): readonly string[] {
  if (body !== null) return [`envelope: types.${ownName(body, api.schemas)}`];
  return [...pathFields.map((each) => `${argument(each.name)}: ${plainOf(each)}`), ...queryFields.map(optional)];
}

const optional = (field: Field): string => `${argument(field.name)}: ${plainOf(field)} | None = None`;
const plainOf = ({ isNumber }: Field): string => (isNumber ? "int" : "str");

/** PEP 8: a name that is a keyword ends in an underscore. */
const argument = (name: string): string => (KEYWORDS.has(name) ? `${name}_` : name);

function answerType({ answer }: Operation, api: Api): string {
  if (answer.form === "text") return "str";
  if (answer.form === "bytes") return "bytes";
  return answer.schema === null ? "Any" : `types.${ownName(answer.schema, api.schemas)}`;
}

const snake = (id: string): string => id.replaceAll("-", "_");
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
