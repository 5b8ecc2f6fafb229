/** GitHub's published API description, by which the double checks every request and every answer of its own. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { type Json, type Resolve, type Schema, sample, standalone } from './schema.ts';

interface Operation {
  readonly parameters?: readonly Schema[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Schema>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** A request as it came in: texts of path and query, the parsed body. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/** One operation: what is wrong with a request or an answer, in words; nothing where both are as described. */
export interface OperationContract {
  request(asked: Asked): string[];
  answer(status: number, body: Json | undefined): string[];
  /** The smallest body that an answer of this status may have. */
  sample(status: number): Json;
}

const FILE = fileURLToPath(import.meta.resolve('@octokit/openapi/generated/api.github.com.json'));
let description: Description | null = null;

function described(): Description {
  description ??= JSON.parse(readFileSync(FILE, 'utf8')) as Description;
  return description;
}

const contracts = new Map<string, OperationContract>();

/** The smallest value of a schema of the description, `#/components/schemas/issue-comment`. */
export function sampleOf(ref: string): Json {
  return sample({ $ref: ref }, resolve);
}

/** The contract of `GET /repos/{owner}/{repo}/pulls`; throws where GitHub has no such operation. */
export function contractOf(name: string): OperationContract {
  const known = contracts.get(name);
  if (known !== undefined) return known;
  const [method = '', path = ''] = name.split(' ');
  const operation = described().paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`GitHub's description has no operation ${name}`);
  const made = makeContract(name, operation);
  contracts.set(name, made);
  return made;
}

const resolve: Resolve = (ref) => {
  const parts = ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], described()) as Schema;
};

function deref(schema: Schema): Schema {
  return typeof schema['$ref'] === 'string' ? resolve(schema['$ref']) : schema;
}

function makeContract(name: string, operation: Operation): OperationContract {
  const parameters = (operation.parameters ?? []).map(deref);
  const params = lazily(() => compile(ofParameters(parameters, 'path'), true));
  const query = lazily(() => compile(ofParameters(parameters, 'query'), true));
  const bodySchema = operation.requestBody?.content['application/json']?.schema ?? null;
  const body = lazily(() => (bodySchema === null ? null : compile(standalone(bodySchema, resolve), false)));
  const names = lazily(() => (bodySchema === null ? null : propertyNames(bodySchema)));
  const answers = new Map<number, ValidateFunction>();
  return {
    request: (asked) => [
      ...problems(`${name}: path`, params(), { ...asked.params }),
      ...problems(`${name}: query`, query(), { ...asked.query }),
      ...bodyProblems(name, body(), names(), asked.body, operation.requestBody?.required === true),
    ],
    answer: (status, given) => {
      const schema = answerSchema(operation, status);
      if (schema === undefined) return [`${name}: GitHub describes no answer with status ${status}`];
      if (schema === null) return given === undefined ? [] : [`${name}: an answer with status ${status} has no body`];
      const check = answers.get(status) ?? compile(standalone(schema, resolve), false);
      answers.set(status, check);
      return problems(`${name}: answer ${status}`, check, given);
    },
    sample: (status) => sample(answerSchema(operation, status) ?? {}, resolve),
  };
}

/** Null: no body. Undefined: no such answer. Errors that the description leaves out have GitHub's usual shape. */
function answerSchema(operation: Operation, status: number): Schema | null | undefined {
  const response = operation.responses[String(status)];
  if (response === undefined) return status >= 400 ? { $ref: '#/components/schemas/basic-error' } : undefined;
  const { content } = deref(response) as { content?: Content };
  return content?.['application/json']?.schema ?? null;
}

function ofParameters(parameters: readonly Schema[], place: 'path' | 'query'): Schema {
  const mine = parameters.filter((parameter) => parameter['in'] === place);
  return standalone(
    {
      type: 'object',
      additionalProperties: false,
      required: mine.filter((parameter) => parameter['required'] === true).map((parameter) => parameter['name']),
      properties: Object.fromEntries(mine.map((parameter) => [parameter['name'], parameter['schema']])),
    },
    resolve,
  );
}

function compile(schema: Schema, coerceTypes: boolean): ValidateFunction {
  const formats = {
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    uri: (text: string) => URL.canParse(text),
  };
  return new Ajv({ strict: false, logger: false, allErrors: true, coerceTypes, formats }).compile(schema);
}

function problems(where: string, check: ValidateFunction, value: unknown): string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function bodyProblems(
  name: string,
  check: ValidateFunction | null,
  names: ReadonlySet<string> | null,
  body: Json | undefined,
  required: boolean,
): string[] {
  if (body === undefined) return required ? [`${name}: the body is missing`] : [];
  if (check === null || names === null) return [`${name}: it takes no body`];
  // GitHub passes over what it does not know; here it is a slip of the client.
  const unknown = Object.keys(body as object).filter((key) => !names.has(key));
  return [
    ...unknown.map((key) => `${name}: the body has an unknown property ${key}`),
    ...problems(`${name}: body`, check, body),
  ];
}

function propertyNames(schema: Schema): ReadonlySet<string> {
  const found = deref(schema);
  const parts = [
    ...((found['oneOf'] ?? []) as Schema[]),
    ...((found['anyOf'] ?? []) as Schema[]),
    ...((found['allOf'] ?? []) as Schema[]),
  ];
  return new Set([...Object.keys(found['properties'] ?? {}), ...parts.flatMap((part) => [...propertyNames(part)])]);
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
