import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { readSchema, schemaCompiler } from '../../machine/schemas.ts';
import { schemaDiagnostics } from './schema-errors.ts';
import type { Source } from '../yaml/source.ts';

/** Names of the files in `schemas/`. */
export const SCHEMA_FILES = {
  Tenant: 'tenant',
  Role: 'role',
  Organisation: 'organisation',
  Exceptions: 'exceptions',
  ReEnrolments: 're-enrolments',
  Overrides: 'overrides',
  Invariants: 'invariants',
  PolicyTest: 'policy-test',
  Settings: 'settings',
  SandboxFaults: 'sandbox-faults',
} as const;

/** What has a schema: the kinds of policy documents, the settings, and the faults of a sandbox. */
export type SchemaName = keyof typeof SCHEMA_FILES;

let ajv: Ajv2020 | null = null;
const validators = new Map<SchemaName, ValidateFunction>();

/** Everything in a document that its schema refuses; empty where it is fine. */
export function checkSchema(source: Source, name: SchemaName): Diagnostic[] {
  const validate = validatorOf(name);
  return validate(source.value) ? [] : schemaDiagnostics(source, validate.errors ?? []);
}

/** Compiled when the first document of its kind comes: most runs need few. */
function validatorOf(name: SchemaName): ValidateFunction {
  let validate = validators.get(name);
  if (validate === undefined) {
    // Code that is not optimized is there sooner, and policies are small.
    ajv ??= schemaCompiler({ allErrors: true, verbose: true, code: { optimize: false } });
    validate = ajv.compile(readSchema(SCHEMA_FILES[name]));
    validators.set(name, validate);
  }
  return validate;
}
